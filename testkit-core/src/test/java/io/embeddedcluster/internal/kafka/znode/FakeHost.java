package io.embeddedcluster.internal.kafka.znode;

import io.embeddedcluster.internal.edge.Edge;
import io.embeddedcluster.internal.host.Clock;
import io.embeddedcluster.internal.host.Disk;
import io.embeddedcluster.internal.host.Host;
import io.embeddedcluster.internal.host.Network;
import io.embeddedcluster.internal.host.NodeName;
import io.embeddedcluster.internal.host.Timers;
import io.embeddedcluster.internal.journal.NodeJournal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.random.RandomGenerator;

/** A host with a loop, a clock and random streams, and nothing else. Once halted it runs nothing more. */
public final class FakeHost implements Host {

    private final Edge edge = new Edge(this::defect);
    private final FakeLoop loop;
    private final NodeName name;
    private final Map<String, RandomGenerator> randoms = new LinkedHashMap<>();
    private final List<String> events = new ArrayList<>();
    private boolean isHalted;

    public FakeHost(FakeLoop loop, NodeName name) {
        this.loop = loop;
        this.name = name;
    }

    /** {@return what was written to the journal} */
    public List<String> events() {
        return events;
    }

    /** Ends this run of the node: no task or timer of it runs any more. */
    void halt() {
        isHalted = true;
    }

    boolean isHalted() {
        return isHalted;
    }

    @Override
    public NodeName name() {
        return name;
    }

    @Override
    public Clock clock() {
        return new Clock() {
            @Override
            public long nanos() {
                return loop.nowNanos();
            }

            @Override
            public long wallMillis() {
                return 1_700_000_000_000L + loop.nowNanos() / 1_000_000;
            }
        };
    }

    @Override
    public Timers timers() {
        return (delay, task) -> {
            FakeLoop.Task scheduled = loop.after(delay, guarded(task));
            return () -> loop.cancel(scheduled);
        };
    }

    @Override
    public RandomGenerator random(String stream) {
        return randoms.computeIfAbsent(stream, unused -> new Random((name + stream).hashCode()));
    }

    @Override
    public Disk disk() {
        throw new UnsupportedOperationException("disk");
    }

    @Override
    public Network network() {
        throw new UnsupportedOperationException("network");
    }

    @Override
    public Edge edge() {
        return edge;
    }

    @Override
    public NodeJournal journal() {
        return (kind, detail) -> events.add(kind + " " + detail);
    }

    @Override
    public void execute(Runnable task) {
        loop.after(Duration.ZERO, guarded(task));
    }

    @Override
    public void defect(Throwable problem) {
        throw new AssertionError(problem);
    }

    Runnable guarded(Runnable task) {
        return () -> {
            if (!isHalted) {
                task.run();
            }
        };
    }
}
