package io.embeddedcluster.internal.host.live;

import io.embeddedcluster.internal.host.Link;
import io.embeddedcluster.internal.host.PairedStream;
import io.embeddedcluster.internal.host.StreamHandler;
import org.jspecify.annotations.Nullable;

/** One end of a stream between two nodes of this JVM. */
final class NodeStream extends PairedStream<LiveHost> implements LiveStream {

    private final LiveMachine machine;
    private final Link outgoing;

    private NodeStream(LiveMachine machine, LiveMachine peerMachine) {
        super(machine.name().value(), peerMachine.name().value());
        this.machine = machine;
        this.outgoing = machine.cluster().fabric().link(machine.name(), peerMachine.name());
    }

    static NodeStream connect(LiveMachine from, LiveHost host, LiveMachine to, StreamHandler handler) {
        NodeStream near = new NodeStream(from, to);
        near.connect(new NodeStream(to, from), host, handler);
        return near;
    }

    @Override
    protected void transmit(Runnable arrival) {
        Piece piece = new Piece(arrival, machine.loop());
        outgoing.owner().execute(() -> outgoing.carry(piece));
    }

    @Override
    protected @Nullable LiveHost accepting() {
        LiveHost run = machine.host();
        return run != null && run.network().isListening() ? run : null;
    }

    @Override
    protected void accept(LiveHost run) {
        run.network().accept(this);
    }

    @Override
    protected void opened(LiveHost run) {
        run.network().opened(this);
    }

    @Override
    protected void closed(LiveHost run) {
        run.network().closed(this);
    }

    @Override
    protected void dispatch(LiveHost run, long content, Runnable task) {
        run.dispatch(task);
    }

    @Override
    protected void dispatchLater(LiveHost run, Runnable task) {
        run.execute(task);
    }

    @Override
    public void restoreReading() {
        // What came during the pause waits with the host.
    }

    @Override
    public boolean isInternal() {
        return true;
    }

    @Override
    public String localAddress() {
        return machine.address().getHostString() + ":" + machine.address().getPort();
    }
}
