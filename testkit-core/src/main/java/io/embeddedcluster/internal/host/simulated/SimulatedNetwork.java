package io.embeddedcluster.internal.host.simulated;

import io.embeddedcluster.internal.host.Link;
import io.embeddedcluster.internal.host.Network;
import io.embeddedcluster.internal.host.NodeName;
import io.embeddedcluster.internal.host.Stream;
import io.embeddedcluster.internal.host.StreamHandler;
import java.nio.ByteBuffer;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** The network as one run of a simulated node sees it. */
final class SimulatedNetwork implements Network {

    static final String MESSAGE = "message";

    private final SimulatedWorld world;
    private final SimulatedMachine machine;
    private final SimulatedHost host;
    private final Set<SimulatedStream> streams = new LinkedHashSet<>();
    private final TreeMap<NodeName, Route> routes = new TreeMap<>();
    private @Nullable StreamAcceptor acceptor;
    private @Nullable MessageHandler messageHandler;

    /** The way to one other node, with its own stream of random numbers. */
    private record Route(SimulatedMachine target, Link link, RandomGenerator random) {}

    SimulatedNetwork(SimulatedWorld world, SimulatedMachine machine, SimulatedHost host) {
        this.world = world;
        this.machine = machine;
        this.host = host;
    }

    @Override
    public void listen(StreamAcceptor newAcceptor) {
        if (acceptor != null) {
            throw new IllegalStateException(machine.name() + " listens already");
        }
        acceptor = newAcceptor;
    }

    @Override
    public Stream connect(NodeName target, StreamHandler handler) {
        return SimulatedStream.between(world, machine, host, world.machine(target), handler);
    }

    @Override
    public Stream connect(String address, int port, StreamHandler handler) {
        return SimulatedStream.fromClient(world, machine, host, world.machineAt(port), handler);
    }

    @Override
    public void send(NodeName target, ByteBuffer message) {
        if (!world.fabric().has(target)) {
            return;
        }
        Route route = routes.computeIfAbsent(target, this::route);
        NetworkConditions conditions = world.network();
        if (conditions.loses(route.random())) {
            return;
        }
        int copies = conditions.duplicates(route.random()) ? 2 : 1;
        ByteBuffer bytes = message.slice().asReadOnlyBuffer();
        for (int i = 0; i < copies; i++) {
            long at = world.clock().nanos() + conditions.messageDelayNanos(route.random());
            world.arrange(
                    at,
                    "arrival",
                    null,
                    0,
                    () -> route.link().carry(new Message(machine.name(), route.target(), bytes)));
        }
    }

    private Route route(NodeName target) {
        Link link = world.fabric().link(machine.name(), target);
        return new Route(world.machine(target), link, world.randoms().stream("messages/" + link.name()));
    }

    @Override
    public void onMessage(MessageHandler handler) {
        messageHandler = handler;
    }

    @Override
    public int port() {
        return machine.port();
    }

    boolean isListening() {
        return acceptor != null;
    }

    /** Hands a new stream, which is open, to the node. */
    StreamHandler accept(SimulatedStream stream) {
        if (acceptor == null) {
            throw new IllegalStateException(machine.name() + " does not listen");
        }
        return acceptor.accept(stream);
    }

    void opened(SimulatedStream stream) {
        streams.add(stream);
    }

    void closed(SimulatedStream stream) {
        streams.remove(stream);
    }

    void end(boolean reset) {
        for (SimulatedStream stream : List.copyOf(streams)) {
            if (reset) {
                stream.reset();
            } else {
                stream.close();
            }
        }
    }

    private void receive(NodeName sender, ByteBuffer message) {
        if (messageHandler != null) {
            messageHandler.onMessage(sender, message.duplicate());
        }
    }

    /** One message at the end of its way; lost where the receiver is down. */
    private record Message(NodeName sender, SimulatedMachine receiver, ByteBuffer bytes) implements Link.Parcel {

        @Override
        public boolean isMessage() {
            return true;
        }

        @Override
        public void deliver() {
            SimulatedHost target = receiver.host();
            if (target != null) {
                target.dispatch(
                        MESSAGE, Trace.hashOf(bytes), () -> target.network().receive(sender, bytes));
            }
        }
    }
}
