package io.embeddedcluster.internal.host.simulated;

import io.embeddedcluster.internal.host.Link;
import io.embeddedcluster.internal.host.PairedStream;
import io.embeddedcluster.internal.host.StreamHandler;
import java.nio.ByteBuffer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** One end of a simulated stream: in order and reliable, each piece with a delay of its own. */
final class SimulatedStream extends PairedStream<SimulatedHost> {

    private static final String ADDRESS = "127.0.0.1";

    private final SimulatedWorld world;
    private final SimulatedMachine machine;
    private final @Nullable Link outgoing;
    private final boolean isInternal;
    private final RandomGenerator random;
    private long lastArrivalNanos;

    private SimulatedStream(
            SimulatedWorld world, SimulatedMachine machine, @Nullable Link outgoing, String peer, boolean isInternal) {
        super(machine.name().value(), peer);
        this.world = world;
        this.machine = machine;
        this.outgoing = outgoing;
        this.isInternal = isInternal;
        this.random = world.randoms().stream("streams/" + machine.name() + "->" + peer);
    }

    /** Opens a stream from one node to another. */
    static SimulatedStream between(
            SimulatedWorld world,
            SimulatedMachine from,
            SimulatedHost host,
            SimulatedMachine to,
            StreamHandler handler) {
        SimulatedStream near = new SimulatedStream(
                world,
                from,
                world.fabric().link(from.name(), to.name()),
                to.name().value(),
                true);
        SimulatedStream far = new SimulatedStream(
                world,
                to,
                world.fabric().link(to.name(), from.name()),
                from.name().value(),
                true);
        near.connect(far, host, handler);
        return near;
    }

    /** Opens a stream as a client outside does; the target is null where nobody has the port. */
    static SimulatedStream fromClient(
            SimulatedWorld world,
            SimulatedMachine from,
            SimulatedHost host,
            @Nullable SimulatedMachine to,
            StreamHandler handler) {
        if (to == null) {
            SimulatedStream near = new SimulatedStream(world, from, null, "nobody", false);
            near.refuse(host, handler);
            return near;
        }
        SimulatedStream near = new SimulatedStream(
                world, from, world.fabric().fromClients(to.name()), ADDRESS + ":" + to.port(), false);
        SimulatedStream far = new SimulatedStream(
                world, to, world.fabric().toClients(to.name()), "client " + ADDRESS + ":" + from.port(), false);
        near.connect(far, host, handler);
        return near;
    }

    @Override
    protected void transmit(Runnable arrival) {
        Link link = outgoing;
        if (link == null) {
            return;
        }
        lastArrivalNanos = Math.max(
                lastArrivalNanos, world.clock().nanos() + world.network().streamDelayNanos(random));
        Piece piece = new Piece(arrival, Runnable::run);
        world.arrange(lastArrivalNanos, "arrival", null, 0, () -> link.carry(piece));
    }

    @Override
    protected @Nullable SimulatedHost accepting() {
        SimulatedHost run = machine.host();
        return run != null && run.network().isListening() ? run : null;
    }

    @Override
    protected void accept(SimulatedHost run) {
        handleWith(run.network().accept(this));
    }

    @Override
    protected void opened(SimulatedHost run) {
        run.network().opened(this);
    }

    @Override
    protected void closed(SimulatedHost run) {
        run.network().closed(this);
    }

    @Override
    protected void dispatch(SimulatedHost run, long content, Runnable task) {
        run.dispatch("stream", content, task);
    }

    @Override
    protected void dispatchLater(SimulatedHost run, Runnable task) {
        run.dispatch("stream", 0, task);
    }

    @Override
    protected long contentOf(ByteBuffer[] pieces) {
        long hash = 0;
        for (ByteBuffer piece : pieces) {
            hash = hash * 31 + Trace.hashOf(piece);
        }
        return hash;
    }

    @Override
    public boolean isInternal() {
        return isInternal;
    }

    @Override
    public String localAddress() {
        return ADDRESS + ":" + machine.port();
    }
}
