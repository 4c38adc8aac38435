package io.embeddedcluster.internal.kafka.znode;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A tree of znodes in memory, with the rules of ZooKeeper that brokers rely on: versions, ephemerals, all-or-nothing
 * writes, and watch events that come before the answer which shows the change.
 */
public final class FakeEnsemble {

    static final Duration LATENCY = Duration.ofMillis(1);

    private final FakeLoop loop;
    private final SortedMap<String, Node> nodes = new TreeMap<>();
    private final Map<Long, FakeTree> sessions = new LinkedHashMap<>();
    private long zxid;
    private long nextSession = 1;
    private int writeCount;

    public FakeEnsemble(FakeLoop loop) {
        this.loop = loop;
        nodes.put("/", new Node("", 0, 0, 0, 0));
    }

    /** Opens a view for one run of a broker. */
    public FakeTree connect(FakeHost host) {
        return new FakeTree(this, loop, host);
    }

    /** {@return how many writes were asked for since the last question} */
    public int takeWriteCount() {
        int count = writeCount;
        writeCount = 0;
        return count;
    }

    /** {@return a znode's data} */
    public String text(String path) {
        Node node = nodes.get(path);
        if (node == null) {
            throw new AssertionError("no znode " + path + " among " + nodes.keySet());
        }
        return node.text;
    }

    /** {@return whether there is such a znode} */
    public boolean exists(String path) {
        return nodes.containsKey(path);
    }

    /** Changes the tree from outside, as a tool does. */
    public void change(ZnodeChange... changes) {
        ZnodeStore.Written written = write(0, List.of(changes));
        if (!written.isOk()) {
            throw new AssertionError(written + " of " + List.of(changes));
        }
    }

    long openSession(FakeTree tree) {
        long session = nextSession++;
        sessions.put(session, tree);
        return session;
    }

    boolean isOpen(long session) {
        return sessions.containsKey(session);
    }

    long zxid() {
        return zxid;
    }

    /** Ends a session: its ephemerals go in one transaction. */
    void endSession(long session) {
        sessions.remove(session);
        List<String> ephemerals = nodes.entrySet().stream()
                .filter(entry -> entry.getValue().owner == session)
                .map(Map.Entry::getKey)
                .toList();
        zxid++;
        ephemerals.forEach(path -> {
            nodes.remove(path);
            notifyAll(path, true);
        });
    }

    ZnodeStore.Read<StoredZnode> get(String path) {
        Node node = nodes.get(path);
        return node == null
                ? new ZnodeStore.Read<>(ZnodeOutcome.NO_NODE, null)
                : new ZnodeStore.Read<>(
                        ZnodeOutcome.OK,
                        new StoredZnode(node.text, node.version, node.created, node.modified, node.owner));
    }

    ZnodeStore.Read<List<String>> children(String path) {
        return nodes.containsKey(path)
                ? new ZnodeStore.Read<>(ZnodeOutcome.OK, childrenOf(path))
                : new ZnodeStore.Read<>(ZnodeOutcome.NO_NODE, null);
    }

    ZnodeStore.Written write(long session, List<ZnodeChange> changes) {
        writeCount++;
        Map<String, Node> before = new TreeMap<>();
        nodes.forEach((path, node) -> before.put(path, node.copy()));
        List<Runnable> events = new ArrayList<>();
        for (int index = 0; index < changes.size(); index++) {
            ZnodeOutcome outcome = apply(session, changes.get(index), events);
            if (outcome != ZnodeOutcome.OK) {
                nodes.clear();
                nodes.putAll(before);
                return new ZnodeStore.Written(outcome, index, -1);
            }
        }
        zxid++;
        events.forEach(Runnable::run);
        return new ZnodeStore.Written(ZnodeOutcome.OK, -1, zxid);
    }

    private ZnodeOutcome apply(long session, ZnodeChange change, List<Runnable> events) {
        Node node = nodes.get(change.path());
        return change.fold(
                create -> node == null ? create(session, create, events) : ZnodeOutcome.NODE_EXISTS,
                put -> {
                    ZnodeOutcome outcome = check(node, put.version());
                    if (node != null && outcome == ZnodeOutcome.OK) {
                        node.text = put.text();
                        node.version++;
                        node.modified = zxid + 1;
                        events.add(() -> notifyAll(put.path(), false));
                    }
                    return outcome;
                },
                delete -> {
                    ZnodeOutcome outcome = check(node, delete.version());
                    if (outcome != ZnodeOutcome.OK) {
                        return outcome;
                    }
                    if (!childrenOf(delete.path()).isEmpty()) {
                        return ZnodeOutcome.NOT_EMPTY;
                    }
                    nodes.remove(delete.path());
                    events.add(() -> notifyAll(delete.path(), true));
                    return ZnodeOutcome.OK;
                },
                check -> check(node, check.version()));
    }

    private ZnodeOutcome create(long session, ZnodeChange.Create create, List<Runnable> events) {
        if (!nodes.containsKey(parent(create.path()))) {
            return ZnodeOutcome.NO_NODE;
        }
        nodes.put(create.path(), new Node(create.text(), 0, zxid + 1, zxid + 1, create.isEphemeral() ? session : 0));
        events.add(() -> notifyAll(create.path(), false));
        return ZnodeOutcome.OK;
    }

    private static ZnodeOutcome check(Node node, int version) {
        if (node == null) {
            return ZnodeOutcome.NO_NODE;
        }
        return version == ZnodeChange.ANY_VERSION || version == node.version
                ? ZnodeOutcome.OK
                : ZnodeOutcome.BAD_VERSION;
    }

    private void notifyAll(String path, boolean isDeleted) {
        sessions.values().forEach(tree -> tree.event(path, isDeleted));
    }

    private List<String> childrenOf(String path) {
        String prefix = path.equals("/") ? "/" : path + "/";
        return nodes.keySet().stream()
                .filter(other -> other.startsWith(prefix) && !other.equals("/"))
                .map(other -> other.substring(prefix.length()))
                .filter(name -> !name.contains("/"))
                .toList();
    }

    private static String parent(String path) {
        int slash = path.lastIndexOf('/');
        return slash == 0 ? "/" : path.substring(0, slash);
    }

    private static final class Node {

        private String text;
        private int version;
        private final long created;
        private long modified;
        private final long owner;

        Node(String text, int version, long created, long modified, long owner) {
            this.text = text;
            this.version = version;
            this.created = created;
            this.modified = modified;
            this.owner = owner;
        }

        Node copy() {
            return new Node(text, version, created, modified, owner);
        }
    }
}
