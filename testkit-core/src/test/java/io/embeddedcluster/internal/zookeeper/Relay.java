package io.embeddedcluster.internal.zookeeper;

import io.embeddedcluster.internal.host.Host;
import io.embeddedcluster.internal.host.NodeName;
import io.embeddedcluster.internal.host.Stream;
import io.embeddedcluster.internal.host.StreamHandler;
import io.embeddedcluster.internal.zookeeper.wire.FrameDecoder;
import io.embeddedcluster.internal.zookeeper.wire.JuteFormatException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * A node between one client, which comes over TCP, and one server: writes down what passes, and passes it on. Since it is a
 * node, it can be cut off from servers.
 *
 * <p>Threading: the event loop of its host.
 */
final class Relay {

    private final NodeName target;
    private final ClientRecord record;
    private final Set<FromClient> open = new LinkedHashSet<>();

    Relay(NodeName target, ClientRecord record) {
        this.target = target;
        this.record = record;
    }

    /** What the node does. */
    void program(Host host) {
        host.network().listen(client -> new FromClient(host, client));
    }

    /** Cuts the client's connections; it may come again. */
    void cut() {
        Set.copyOf(open).forEach(FromClient::cut);
    }

    private final class FromClient implements StreamHandler {

        private final ClientRecord.Connection connection = record.connection();
        private final Stream client;
        private final Stream server;
        private final FrameDecoder requests = new FrameDecoder(FrameDecoder.DEFAULT_LIMIT_BYTES);
        private final Deque<ByteBuffer> early = new ArrayDeque<>();
        private boolean isServed;

        FromClient(Host host, Stream client) {
            this.client = client;
            this.server = host.network().connect(target, new FromServer(this));
            open.add(this);
        }

        @Override
        public void onBytes(ByteBuffer bytes) {
            try {
                requests.add(bytes);
                for (ByteBuffer frame = requests.next(); frame != null; frame = requests.next()) {
                    connection.fromClient(frame);
                }
            } catch (JuteFormatException stranger) {
                // Somebody who looks for another server that had this port before.
                cut();
                return;
            }
            if (isServed) {
                server.send(bytes);
            } else {
                early.add(bytes);
            }
        }

        private void serve() {
            isServed = true;
            early.forEach(server::send);
            early.clear();
        }

        @Override
        public void onClosed(String reason) {
            server.close();
            open.remove(this);
        }

        private void cut() {
            server.reset();
            client.reset();
            open.remove(this);
        }
    }

    private static final class FromServer implements StreamHandler {

        private final FromClient other;
        private final FrameDecoder answers = new FrameDecoder(FrameDecoder.DEFAULT_LIMIT_BYTES);

        FromServer(FromClient other) {
            this.other = other;
        }

        @Override
        public void onOpen() {
            other.serve();
        }

        @Override
        public void onBytes(ByteBuffer bytes) {
            answers.add(bytes);
            for (ByteBuffer frame = answers.next(); frame != null; frame = answers.next()) {
                other.connection.fromServer(frame);
            }
            other.client.send(bytes);
        }

        @Override
        public void onClosed(String reason) {
            other.client.close();
        }
    }
}
