package io.embeddedcluster.internal.host.live;

import io.embeddedcluster.internal.host.Machine;
import io.embeddedcluster.internal.host.NodeName;
import io.netty.channel.EventLoop;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;

/**
 * The live machine of one node: also keeps its port, and the event loop that it is pinned to.
 *
 * <p>Threading: on the machine's event loop, but for the accessors and {@link #execute}.
 */
public final class LiveMachine extends Machine<LiveHost> {

    private final LiveCluster cluster;
    private final EventLoop loop;
    private final PortReservation port;
    private final Sockets sockets = new Sockets();
    private volatile boolean closed;
    private volatile boolean detectsTls;

    LiveMachine(LiveCluster cluster, NodeName name, EventLoop loop, PortReservation port) {
        super(name, problem -> cluster.defect(name, problem));
        this.cluster = cluster;
        this.loop = loop;
        this.port = port;
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

    @Override
    protected LiveHost newRun(int number) {
        return new LiveHost(this, number);
    }

    /**
     * Opens the port first: a node that cannot be reached does not run.
     *
     * @throws UncheckedIOException if the port cannot be opened; the node is down then
     */
    @Override
    protected void begin(LiveHost run, int number, Runnable task) {
        try {
            run.network().open();
        } catch (UncheckedIOException e) {
            end(true);
            throw e;
        }
        run.dispatch(task);
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

    PortReservation port() {
        return port;
    }

    void release() {
        port.close();
    }

    /** Every socket of this machine, of this run and of ended ones. */
    Sockets sockets() {
        return sockets;
    }

    EventLoop loop() {
        return loop;
    }

    LiveCluster cluster() {
        return cluster;
    }
}
