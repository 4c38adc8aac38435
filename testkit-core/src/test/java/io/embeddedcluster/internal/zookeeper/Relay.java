package io.embeddedcluster.internal.zookeeper;

import io.embeddedcluster.internal.host.Host;
import io.embeddedcluster.internal.host.NodeName;
import io.embeddedcluster.internal.host.Stream;
import io.embeddedcluster.internal.host.StreamHandler;
import io.embeddedcluster.internal.zookeeper.wire.FrameDecoder;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;

/**
 * A node between one client, which comes over TCP, and one server: writes down what passes, and passes it on. Since it is a
 * node, it can be cut off from servers, and be killed, which cuts the client's connections.
 */
final class Relay implements StreamHandler {

    private final ClientRecord.Connection record;
    private final Stream client;
    private final Stream server;
    private final FrameDecoder requests = new FrameDecoder(FrameDecoder.DEFAULT_LIMIT_BYTES);
    private final Deque<ByteBuffer> early = new ArrayDeque<>();
    private boolean open;

    private Relay(Host host, NodeName target, ClientRecord record, Stream client) {
        this.record = record.connection();
        this.client = client;
        this.server = host.network().connect(target, new FromServer());
    }

    /** {@return the program of such a node} */
    static Consumer<Host> to(NodeName server, ClientRecord record) {
        return host -> host.network().listen(client -> new Relay(host, server, record, client));
    }

    @Override
    public void onBytes(ByteBuffer bytes) {
        requests.add(bytes);
        for (ByteBuffer frame = requests.next(); frame != null; frame = requests.next()) {
            record.fromClient(frame);
        }
        if (open) {
            server.send(bytes);
        } else {
            early.add(bytes);
        }
    }

    @Override
    public void onClosed(String reason) {
        server.close();
    }

    private final class FromServer implements StreamHandler {

        private final FrameDecoder answers = new FrameDecoder(FrameDecoder.DEFAULT_LIMIT_BYTES);

        @Override
        public void onOpen() {
            open = true;
            early.forEach(server::send);
            early.clear();
        }

        @Override
        public void onBytes(ByteBuffer bytes) {
            answers.add(bytes);
            for (ByteBuffer frame = answers.next(); frame != null; frame = answers.next()) {
                record.fromServer(frame);
            }
            client.send(bytes);
        }

        @Override
        public void onClosed(String reason) {
            client.close();
        }
    }
}
