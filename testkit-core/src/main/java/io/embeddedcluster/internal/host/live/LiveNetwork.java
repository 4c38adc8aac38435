package io.embeddedcluster.internal.host.live;

import io.embeddedcluster.internal.host.Fabric;
import io.embeddedcluster.internal.host.Link;
import io.embeddedcluster.internal.host.Network;
import io.embeddedcluster.internal.host.NodeName;
import io.embeddedcluster.internal.host.Stream;
import io.embeddedcluster.internal.host.StreamHandler;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The network as one run of a node sees it. Threading: the machine's event loop. */
final class LiveNetwork implements Network {

    private final LiveMachine machine;
    private final LiveHost host;
    private final Set<LiveStream> streams = new LinkedHashSet<>();
    private final AddressRotation addresses = new AddressRotation();
    private @Nullable StreamAcceptor acceptor;
    private @Nullable MessageHandler messageHandler;
    private @Nullable Listener listener;

    LiveNetwork(LiveMachine machine, LiveHost host) {
        this.machine = machine;
        this.host = host;
    }

    @Override
    public void listen(StreamAcceptor acceptor) {
        if (this.acceptor != null) {
            throw new IllegalStateException(machine.name() + " listens already");
        }
        this.acceptor = acceptor;
        if (listener != null && !host.isPaused()) {
            listener.reading(true);
        }
    }

    /**
     * Opens the node's port; nobody is accepted before the node listens.
     *
     * @throws UncheckedIOException if it cannot be opened
     */
    void open() {
        listener = Listener.open(machine, host);
    }

    @Override
    public Stream connect(NodeName target, StreamHandler handler) {
        return NodeStream.connect(machine, host, machine.cluster().machine(target), handler);
    }

    @Override
    public Stream connect(String address, int port, StreamHandler handler) {
        return TcpStream.connect(machine, host, address, port, handler);
    }

    @Override
    public void send(NodeName target, ByteBuffer message) {
        LiveMachine receiver = machine.cluster().find(target);
        if (receiver == null) {
            return;
        }
        Link link = fabric().link(machine.name(), target);
        link.owner().execute(() -> link.carry(new Message(machine.name(), receiver, message.asReadOnlyBuffer())));
    }

    @Override
    public void onMessage(MessageHandler handler) {
        this.messageHandler = handler;
    }

    @Override
    public int port() {
        return machine.address().getPort();
    }

    /** Hands a new stream, which is open, to the node. */
    void accept(LiveStream stream) {
        StreamAcceptor present = acceptor;
        if (present == null) {
            stream.reset();
            return;
        }
        StreamHandler handler = present.accept(stream);
        stream.handleWith(handler);
    }

    boolean isListening() {
        return acceptor != null;
    }

    private void receive(NodeName sender, ByteBuffer message) {
        if (messageHandler != null) {
            messageHandler.onMessage(sender, message);
        }
    }

    /** The addresses of servers outside of the cluster. */
    AddressRotation addresses() {
        return addresses;
    }

    void opened(LiveStream stream) {
        streams.add(stream);
    }

    void closed(LiveStream stream) {
        streams.remove(stream);
    }

    /** After a pause: each socket reads again as its stream wishes. */
    void restoreReading() {
        if (listener != null && isListening()) {
            listener.reading(true);
        }
        for (LiveStream stream : new ArrayList<>(streams)) {
            stream.restoreReading();
        }
    }

    void end(boolean reset) {
        if (listener != null) {
            listener.close();
        }
        for (LiveStream stream : new ArrayList<>(streams)) {
            if (reset) {
                stream.reset();
            } else {
                stream.close();
            }
        }
    }

    private Fabric fabric() {
        return machine.cluster().fabric();
    }

    /** One message on its way; lost where the receiver is down, or is paused and has too much waiting. */
    private record Message(NodeName sender, LiveMachine receiver, ByteBuffer bytes) implements Link.Parcel {

        @Override
        public boolean isMessage() {
            return true;
        }

        @Override
        public void deliver() {
            LiveHost host = receiver.host();
            if (host != null) {
                host.dispatchLossy(() -> host.network().receive(sender, bytes));
            }
        }
    }
}
