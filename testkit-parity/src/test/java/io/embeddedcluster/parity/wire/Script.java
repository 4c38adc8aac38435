package io.embeddedcluster.parity.wire;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;

/** One run of a scenario against one server or ensemble, and what was recorded of it. */
final class Script implements AutoCloseable {

    /** The server that clients connect to where nothing else is said. */
    static final int HERE = 0;

    /** Another server of the ensemble. */
    static final int THERE = 1;

    /** The third server of the ensemble. */
    static final int ELSEWHERE = 2;

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private static final Set<String> FIXED = Set.of("/zookeeper", "/zookeeper/config", "/zookeeper/quota");

    private final Servers servers;
    private final int home;
    private final List<InetSocketAddress> addresses;
    private final List<WireClient> watchers = new ArrayList<>();
    private final Normaliser normaliser = new Normaliser();
    private final List<WireClient> clients = new ArrayList<>();
    private final List<RecordedExchange> exchanges = new ArrayList<>();

    /**
     * Begins.
     *
     * @param home the number of the server that is here; the others are there and elsewhere, in their order
     */
    Script(Servers servers, int home) throws IOException {
        this.servers = servers;
        this.home = home;
        addresses = new ArrayList<>(servers.addresses());
        Collections.rotate(addresses, -home);
        // Where the scenario begins to count zxids is not an exchange.
        for (InetSocketAddress server : addresses) {
            WireClient watcher = new WireClient("watcher", server, normaliser, exchanges, () -> {});
            clients.add(watcher);
            watchers.add(watcher.connect());
            // Where nobody is served who has not said who it is.
            watcher.unrecorded(-4, Requests.auth("digest", "watcher:watches"));
        }
        catchUp();
        normaliser.base(watchers.get(HERE).ping());
        exchanges.clear();
    }

    /** {@return the zxid that the scenario's transactions count from} */
    long base() {
        return normaliser.base();
    }

    /** {@return a client with a session of its own} */
    WireClient client(String name) throws IOException {
        return client(name, HERE);
    }

    /** {@return a client with a session of its own, at that server} */
    WireClient client(String name, int server) throws IOException {
        return unconnected(name, server).connect();
    }

    /** {@return a client that has not said anything yet} */
    WireClient unconnected(String name) throws IOException {
        return unconnected(name, HERE);
    }

    /** {@return a client of that server that has not said anything yet} */
    WireClient unconnected(String name, int server) throws IOException {
        WireClient client = new WireClient(name, addresses.get(server), normaliser, exchanges, () -> catchUp(server));
        clients.add(client);
        return client;
    }

    /**
     * Waits until a server has all that the ensemble has acknowledged, and what it has refused without an answer. At the
     * real leader itself a sync waits for nothing: what there is to wait for is what a sync at some follower has shown.
     */
    void catchUp(int server) throws IOException {
        for (WireClient each : watchers) {
            each.sync();
            normaliser.told(each.ping());
        }
        WireClient watcher = watchers.get(server);
        long deadlineNanos = System.nanoTime() + PATIENCE.toNanos();
        while (watcher.ping() < normaliser.highest()) {
            if (System.nanoTime() > deadlineNanos) {
                throw new AssertionError("server " + server + " has not come to zxid 0x"
                        + Long.toHexString(normaliser.highest()) + " within " + PATIENCE);
            }
        }
    }

    /** Waits until every server has all that the ensemble has acknowledged. */
    void catchUp() throws IOException {
        for (int server = 0; server < addresses.size(); server++) {
            catchUp(server);
        }
    }

    /** {@return whether that server is the leader of the ensemble} */
    boolean leads(int server) {
        return (home + server) % addresses.size() == addresses.size() - 1;
    }

    /** Leaves one server of three, which is then the first follower. */
    void leaveOne() throws IOException {
        servers.leaveOne();
    }

    List<RecordedExchange> exchanges() {
        return exchanges;
    }

    /** Deletes all znodes but those that every server has. */
    static void cleanUp(Servers servers) throws IOException {
        WireClient cleaner = new WireClient(
                        "cleaner", servers.addresses().get(HERE), new Normaliser(), new ArrayList<>(), () -> {})
                .connect();
        cleaner.unrecorded(-4, Requests.auth("digest", AclScenarios.SUPER_PROOF));
        deleteBelow("", cleaner);
        cleaner.end();
    }

    private static void deleteBelow(String path, WireClient cleaner) throws IOException {
        for (String name : cleaner.childrenOf(path.isEmpty() ? "/" : path)) {
            String child = path + "/" + name;
            deleteBelow(child, cleaner);
            if (!FIXED.contains(child)) {
                cleaner.unrecorded(1, Requests.delete(child));
            }
        }
    }

    /** Ends every session that the scenario began, so that none of them ends by itself later. */
    @Override
    public void close() throws IOException {
        for (WireClient client : clients) {
            client.end();
        }
    }
}
