package io.embeddedcluster.internal.host.simulated;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.embeddedcluster.internal.host.Host;
import io.embeddedcluster.internal.host.NodeName;
import io.embeddedcluster.internal.host.Split;
import io.embeddedcluster.internal.host.Stream;
import io.embeddedcluster.internal.host.StreamHandler;
import io.embeddedcluster.internal.host.Timers.Timer;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SimulatedWorldTest {

    private static final NodeName A = NodeName.broker(1);
    private static final NodeName B = NodeName.broker(2);
    private static final NetworkConditions BAD =
            new NetworkConditions(0.2, 0.2, Duration.ofMillis(1), Duration.ofMillis(5), 0.1, Duration.ofMillis(50));

    private final SimulatedWorld world = new SimulatedWorld(7);
    private final SimulatedMachine a = world.add(A);
    private final SimulatedMachine b = world.add(B);
    private final List<String> events = new ArrayList<>();
    private final List<String> serverEvents = new ArrayList<>();

    @Test
    void timersFireInTheOrderOfTimeAndThenOfTheCalls() {
        a.boot(host -> {
            host.timers()
                    .schedule(
                            Duration.ofMillis(2),
                            () -> events.add("late " + host.clock().millis()));
            host.timers().schedule(Duration.ofMillis(1), () -> events.add("first"));
            host.timers().schedule(Duration.ofMillis(1), () -> events.add("second"));
            Timer cancelled = host.timers().schedule(Duration.ofMillis(1), () -> events.add("never"));
            cancelled.cancel();
            host.execute(() -> events.add("at once"));
        });

        world.runFor(Duration.ofMillis(5));

        assertThat(events).containsExactly("at once", "first", "second", "late 2");
        assertThat(world.clock().wallMillis()).isEqualTo(SimulatedWorld.WALL_START_MILLIS + 5);
    }

    @Test
    void sameSeedGivesTheSameTraceAndAnotherSeedAnother() {
        assertThat(chatter(1)).isEqualTo(chatter(1)).isNotEqualTo(chatter(2));
    }

    private static long chatter(long seed) {
        SimulatedWorld world = new SimulatedWorld(seed);
        world.network(BAD);
        for (NodeName name : List.of(A, B)) {
            world.add(name).boot(host -> {
                host.network().onMessage((sender, message) -> host.network().send(sender, message));
                host.network().send(name.equals(A) ? B : A, bytes("hello"));
            });
        }
        world.runFor(Duration.ofMillis(500));
        return world.traceHash();
    }

    @Test
    void messagesAreLostDoubledAndOvertaken() {
        world.network(BAD);
        b.boot(host -> host.network().onMessage((sender, message) -> events.add(text(message))));
        a.boot(host -> IntStream.range(0, 1_000).forEach(i -> host.network().send(B, bytes("" + i))));

        world.runFor(Duration.ofMillis(100));

        List<String> distinct = events.stream().distinct().toList();
        assertThat(distinct).hasSizeBetween(700, 900);
        assertThat(events).hasSizeGreaterThan(distinct.size() + 50);
        assertThat(events.stream()
                        .map(Integer::valueOf)
                        .sorted()
                        .map(String::valueOf)
                        .toList())
                .isNotEqualTo(events);
    }

    @Test
    void splitLosesMessages() {
        b.boot(host -> host.network().onMessage((sender, message) -> events.add(text(message))));
        Host from = booted(a);
        Split split = world.fabric().split(Set.of(A), Set.of(B));
        from.network().send(B, bytes("lost"));
        world.runFor(Duration.ofMillis(10));
        world.fabric().heal(split);
        from.network().send(B, bytes("heard"));
        world.runFor(Duration.ofMillis(10));

        assertThat(events).containsExactly("heard");
        assertThat(split.stoppedCount()).isEqualTo(1);
    }

    @Test
    void streamKeepsItsOrder() {
        world.network(BAD);
        Stream stream = echoed();

        IntStream.range(0, 200).forEach(i -> stream.send(bytes(i + ",")));
        world.runFor(Duration.ofSeconds(2));

        String expected = IntStream.range(0, 200).mapToObj(i -> i + ",").reduce("", String::concat);
        assertThat(String.join("", events)).isEqualTo("open" + expected);
    }

    @Test
    void splitHoldsAStreamUntilItIsHealed() {
        Stream stream = echoed();
        world.runFor(Duration.ofMillis(10));
        Split split = world.fabric().split(Set.of(A), Set.of(B));
        stream.send(bytes("one"));
        stream.send(bytes("two"));
        world.runFor(Duration.ofMillis(500));
        assertThat(events).containsExactly("open");

        world.fabric().heal(split);
        stream.send(bytes("three"));
        world.runFor(Duration.ofMillis(10));

        assertThat(events).containsExactly("open", "one", "two", "three");
    }

    @Test
    void connectIsRefusedWhereNobodyListens() {
        booted(b);
        Host host = booted(a);
        host.network().connect(B, noting());
        host.network().connect(world.add(NodeName.broker(3)).name(), noting());
        host.network().connect("127.0.0.1", 1, noting());

        world.runFor(Duration.ofMillis(10));

        assertThat(events).hasSize(3).allMatch(event -> event.startsWith("closed connection refused"));
    }

    @Test
    void closeComesAfterWhatWasSentAndResetMayNot() {
        Stream stream = echoed();
        world.runFor(Duration.ofMillis(10));
        stream.send(bytes("last"));
        stream.close();
        stream.send(bytes("ignored"));
        world.runFor(Duration.ofMillis(10));

        assertThat(stream.isOpen()).isFalse();
        assertThat(serverEvents).containsExactly("bytes last", "closed connection closed by broker-1");
    }

    @Test
    void crashResetsStreamsAndForgetsWhatWaits() {
        Stream stream = echoed();
        world.runFor(Duration.ofMillis(10));
        stream.send(bytes("x"));

        b.crash();
        world.runFor(Duration.ofMillis(10));

        assertThat(events).containsExactly("open", "closed connection reset by broker-2");
        assertThat(stream.isOpen()).isFalse();
        assertThat(serverEvents).isEmpty();
    }

    @Test
    void receiverThatDoesNotReadGetsAllLater() {
        Stream stream = echoed();
        world.runFor(Duration.ofMillis(10));
        stream.reading(false);
        stream.send(bytes("one"));
        stream.send(bytes("two"));
        world.runFor(Duration.ofMillis(10));
        assertThat(events).containsExactly("open");

        stream.reading(true);
        world.runFor(Duration.ofMillis(10));

        assertThat(events).containsExactly("open", "one", "two");
    }

    @Test
    void clientFromOutsideIsNotInternal() {
        b.boot(host -> host.network().listen(stream -> {
            events.add(stream.peer() + " " + stream.isInternal() + " " + stream.localAddress());
            return noting();
        }));
        booted(a).network().connect("127.0.0.1", b.port(), noting());

        world.runFor(Duration.ofMillis(10));

        assertThat(events).contains("client 127.0.0.1:" + a.port() + " false 127.0.0.1:" + b.port(), "open");
    }

    @Test
    void pausedNodeDoesNothingAndThenEverythingInOrder() {
        b.boot(host -> {
            host.network().onMessage((sender, message) -> events.add(text(message)));
            host.timers().schedule(Duration.ofMillis(5), () -> events.add("timer"));
        });
        Host from = booted(a);
        world.runFor(Duration.ofMillis(1));

        b.pause();
        world.runFor(Duration.ofMillis(10));
        from.network().send(B, bytes("message"));
        world.runFor(Duration.ofMillis(10));
        assertThat(events).isEmpty();
        b.resume();
        world.runFor(Duration.ofMillis(1));

        assertThat(events).containsExactly("timer", "message");
    }

    @Test
    void nothingOvertakesWhatAPausedNodeHasKept() {
        Stream stream = echoed();
        b.pause();
        world.runFor(Duration.ofMillis(10));
        Split split = world.fabric().split(Set.of(A), Set.of(B));
        stream.send(bytes("hello"));
        world.runFor(Duration.ofMillis(10));

        // At one moment: the bytes reach the node, and it goes on with the stream that it has not accepted yet.
        world.fabric().heal(split);
        b.resume();
        world.runFor(Duration.ofMillis(10));

        assertThat(serverEvents).containsExactly("bytes hello");
    }

    @Test
    void endedRunHearsNothingMore() {
        a.boot(host -> host.timers().schedule(Duration.ofMillis(5), () -> events.add("old timer")));
        world.runFor(Duration.ofMillis(1));

        a.crash();
        a.boot(host -> events.add("second run"));
        world.runFor(Duration.ofMillis(10));

        assertThat(events).containsExactly("second run");
    }

    @Test
    void powerLossTakesWhatWasNotSyncedAndSyncsTakeTime() {
        a.boot(host -> {
            host.disk().open("f").append(bytes("synced"));
            host.disk()
                    .open("f")
                    .sync(failure -> events.add("synced at " + host.clock().millis()));
        });
        world.disk(new DiskConditions(Duration.ofMillis(5), Duration.ofNanos(5_000_001)));
        world.runFor(Duration.ofMillis(20));
        assertThat(events).containsExactly("synced at 5");
        a.powerLoss();

        a.boot(host -> host.disk().open("f").append(bytes(" and not")));
        world.runFor(Duration.ofMillis(1));
        a.powerLoss();
        a.boot(host -> events.add(
                text(host.disk().open("f").read(0, (int) host.disk().open("f").length()))));
        world.runFor(Duration.ofMillis(1));

        assertThat(events).last().isEqualTo("synced");
    }

    @Test
    void exceptionOutOfNodeCodeEndsTheRun() {
        a.boot(host -> host.execute(() -> {
            throw new IllegalStateException("broken");
        }));

        assertThatThrownBy(() -> world.runFor(Duration.ofMillis(1)))
                .isInstanceOf(SimulationFailure.class)
                .hasMessageContaining("seed 7")
                .hasRootCauseMessage("broken");
    }

    /** Opens a stream to a node that sends everything back. */
    private Stream echoed() {
        b.boot(host -> host.network().listen(stream -> new StreamHandler() {
            @Override
            public void onBytes(ByteBuffer bytes) {
                serverEvents.add("bytes " + text(bytes));
                stream.send(bytes);
            }

            @Override
            public void onClosed(String reason) {
                serverEvents.add("closed " + reason);
            }
        }));
        return booted(a).network().connect(B, noting());
    }

    private StreamHandler noting() {
        return new StreamHandler() {
            @Override
            public void onOpen() {
                events.add("open");
            }

            @Override
            public void onBytes(ByteBuffer bytes) {
                events.add(text(bytes));
            }

            @Override
            public void onClosed(String reason) {
                events.add("closed " + reason);
            }
        };
    }

    private Host booted(SimulatedMachine machine) {
        HostKeeper keeper = new HostKeeper();
        machine.boot(keeper);
        world.runFor(Duration.ofNanos(1));
        return Objects.requireNonNull(keeper.host);
    }

    private static final class HostKeeper implements Consumer<Host> {
        private @Nullable Host host;

        @Override
        public void accept(Host booted) {
            host = booted;
        }
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static String text(ByteBuffer bytes) {
        return StandardCharsets.US_ASCII.decode(bytes.duplicate()).toString();
    }
}
