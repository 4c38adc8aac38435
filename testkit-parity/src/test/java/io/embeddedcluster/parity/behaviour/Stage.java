package io.embeddedcluster.parity.behaviour;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.zookeeper.client.ZKClientConfig;

/** Where one behaviour is played: servers, the clients that came, the lines that can be cut. */
final class Stage implements AutoCloseable {

    /** Longer than any test, so that no session ends by itself. */
    static final int LONG_MILLIS = 60_000;

    private final Servers servers;
    private final Transcript transcript = new Transcript();
    private final List<RecordedClient> clients = new ArrayList<>();
    private final List<CuttableLine> lines = new ArrayList<>();

    Stage(Servers servers) {
        this.servers = servers;
    }

    Servers servers() {
        return servers;
    }

    /** {@return what was seen so far} */
    Transcript transcript() {
        return transcript;
    }

    /** Connects a client; the first one to a follower, the second to the other, the third to the leader, and so on. */
    RecordedClient client(String name) throws Exception {
        return client(name, "");
    }

    /** Connects one that takes a path for the root. */
    RecordedClient client(String name, String root) throws Exception {
        List<InetSocketAddress> addresses = new ArrayList<>(servers.followersThenLeader());
        Collections.rotate(addresses, -clients.size());
        return connect(new ClientSpec(name, addresses, LONG_MILLIS).withRoot(root));
    }

    /** Connects one by a line. */
    RecordedClient client(String name, CuttableLine line) throws Exception {
        return connect(new ClientSpec(name, List.of(line.address()), LONG_MILLIS));
    }

    /** Connects one, and returns when its session is there. */
    RecordedClient connect(ClientSpec spec) throws Exception {
        RecordedClient client = begin(spec);
        client.awaitConnection();
        transcript.nameSession(client.zooKeeper().getSessionId(), spec.name());
        return client;
    }

    /** Begins to connect one. */
    RecordedClient begin(ClientSpec spec) throws Exception {
        RecordedClient client = new RecordedClient(spec, transcript);
        clients.add(client);
        return client;
    }

    /** {@return a line to that server: 0 and 1 are followers, 2 is the leader} */
    CuttableLine line(int server) throws IOException {
        CuttableLine line = new CuttableLine(servers.followersThenLeader().get(server));
        lines.add(line);
        return line;
    }

    /** Returns when every server knows every write of now. */
    void settle() throws Exception {
        for (InetSocketAddress address : servers.followersThenLeader()) {
            try (PlainClient client = new PlainClient(address)) {
                client.zooKeeper().sync("/");
            }
        }
    }

    /** Ends the lines first, so that no client waits for one that is cut. */
    @Override
    public void close() throws IOException {
        for (CuttableLine line : lines) {
            line.close();
        }
        CompletableFuture.allOf(clients.stream()
                        .map(client -> CompletableFuture.runAsync(client::end))
                        .toArray(CompletableFuture<?>[]::new))
                .join();
    }

    /**
     * A client to be.
     *
     * @param name in the transcript
     * @param addresses of servers, in the order in which it tries them
     * @param timeoutMillis what it asks for
     * @param root the path that it takes for the root, empty for the root
     * @param sessionId of a session that is there already, 0 for a new one
     * @param password of that session, in hexadecimal
     * @param isReadOnlyEnough whether a server without a quorum will do
     * @param config of the client
     */
    record ClientSpec(
            String name,
            List<InetSocketAddress> addresses,
            int timeoutMillis,
            String root,
            long sessionId,
            String password,
            boolean isReadOnlyEnough,
            ZKClientConfig config) {

        ClientSpec(String name, List<InetSocketAddress> addresses, int timeoutMillis) {
            this(name, addresses, timeoutMillis, "", 0, "", false, new ZKClientConfig());
        }

        ClientSpec withRoot(String path) {
            return new ClientSpec(name, addresses, timeoutMillis, path, sessionId, password, isReadOnlyEnough, config);
        }

        ClientSpec withSession(long id, byte[] itsPassword) {
            return new ClientSpec(
                    name,
                    addresses,
                    timeoutMillis,
                    root,
                    id,
                    HexFormat.of().formatHex(itsPassword),
                    isReadOnlyEnough,
                    config);
        }

        ClientSpec withReadOnly() {
            return new ClientSpec(name, addresses, timeoutMillis, root, sessionId, password, true, config);
        }

        ClientSpec withProperty(String key, String value) {
            ZKClientConfig changed = new ZKClientConfig();
            changed.setProperty(key, value);
            return new ClientSpec(name, addresses, timeoutMillis, root, sessionId, password, isReadOnlyEnough, changed);
        }
    }
}
