package io.embeddedcluster.internal.host.live;

import io.embeddedcluster.internal.edge.Edge;
import io.embeddedcluster.internal.host.Host;
import io.embeddedcluster.internal.host.MemoryDisk;
import io.embeddedcluster.internal.host.NodeName;
import io.netty.channel.EventLoop;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What stays of a node between its runs: name, port, disk, and the event loop that it is pinned to.
 *
 * <pre>
 *            boot                pause
 *   down ----------> running <---------> paused
 *     ^                |        resume     |
 *     +----------------+-------------------+
 *        crash, or end
 * </pre>
 *
 * <p>Threading: on the machine's event loop, but for the accessors and {@link #execute}.
 */
public final class LiveMachine {

    private final LiveCluster cluster;
    private final NodeName name;
    private final EventLoop loop;
    private final MemoryDisk disk;
    private final PortReservation port;
    private final Edge edge;
    private final Sockets sockets = new Sockets();
    private volatile boolean closed;
    private int runs;
    private volatile boolean detectsTls;
    private @Nullable LiveHost host;

    LiveMachine(LiveCluster cluster, NodeName name, EventLoop loop, PortReservation port) {
        this.cluster = cluster;
        this.name = name;
        this.loop = loop;
        this.disk = new MemoryDisk();
        this.port = port;
        this.edge = new Edge(problem -> cluster.defect(name, problem));
    }

    /** {@return the node's edge, which stays through its runs} */
    public Edge edge() {
        return edge;
    }

    /** {@return the name of the node that runs here} */
    public NodeName name() {
        return name;
    }

    /** {@return where clients reach this node, whether it runs or not} */
    public InetSocketAddress address() {
        return port.address();
    }

    /** Has the machine take TLS beside plaintext from clients, from its next run on. */
    public void detectTls() {
        TlsDetector.prepare();
        detectsTls = true;
    }

    boolean detectsTls() {
        return detectsTls;
    }

    /** {@return whether the cluster is closed, after which no run begins any more} */
    public boolean isClosed() {
        return closed;
    }

    /** Runs the task on this machine's event loop, whatever state the node is in. */
    public void execute(Runnable task) {
        loop.execute(task);
    }

    /** Begins a run of the node: the program is given a fresh host. */
    public void boot(Consumer<Host> program) {
        if (host != null) {
            throw new IllegalStateException(name + " is running already");
        }
        LiveHost booted = new LiveHost(this, ++runs);
        host = booted;
        booted.dispatch(() -> program.accept(booted));
    }

    /** Ends the run at once: every stream is reset, all that waits is forgotten. What was written stays on disk. */
    public void crash() {
        end(true);
        disk.crash();
    }

    /** Ends the run at once and takes the disk back to what was synced. */
    public void powerLoss() {
        end(true);
        disk.powerLoss();
    }

    /** Ends the run in order: streams are closed after what was sent. */
    public void end() {
        end(false);
    }

    private void end(boolean reset) {
        LiveHost ending = host;
        host = null;
        if (ending != null) {
            ending.end(reset);
        }
    }

    /** Empties the disk of a node that is down. */
    public void wipe() {
        if (host != null) {
            throw new IllegalStateException(name + " is running; only the disk of a stopped node can be wiped");
        }
        disk.wipe();
    }

    /** Stops to run anything of the node; its sockets stay open. Does nothing where it is down or paused. */
    public void pause() {
        if (host != null) {
            host.pause();
        }
    }

    /** Goes on after a pause, beginning with all that came meanwhile. */
    public void resume() {
        if (host != null) {
            host.resume();
        }
    }

    /**
     * Tells when the sockets that were closed by now are closed for the operating system too: the port is free, and
     * connections are refused. Until its selector looks again, the JDK keeps the descriptor of a closed channel open.
     */
    public void afterClosing(Runnable closed) {
        // A timer that is set on the event loop fires in a later turn of it, and each turn begins with the selector.
        loop.execute(() -> loop.schedule(closed, 1, TimeUnit.NANOSECONDS));
    }

    /** Ends the run and closes every socket, also those that still send. */
    void close(Runnable whenClosed) {
        closed = true;
        end(true);
        sockets.closeAll(() -> afterClosing(whenClosed));
    }

    void release() {
        port.close();
    }

    /** Every socket of this machine, of this run and of ended ones. */
    Sockets sockets() {
        return sockets;
    }

    @Nullable
    LiveHost host() {
        return host;
    }

    EventLoop loop() {
        return loop;
    }

    LiveCluster cluster() {
        return cluster;
    }

    MemoryDisk disk() {
        return disk;
    }
}
