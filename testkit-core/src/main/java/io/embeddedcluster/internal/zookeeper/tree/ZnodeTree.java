package io.embeddedcluster.internal.zookeeper.tree;

import io.embeddedcluster.internal.zookeeper.wire.Acl;
import io.embeddedcluster.internal.zookeeper.wire.JuteReader;
import io.embeddedcluster.internal.zookeeper.wire.JuteWriter;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** All znodes, and the ephemerals of each session. */
public final class ZnodeTree {

    /** The znode that ZooKeeper keeps its own things below. */
    public static final String ZOOKEEPER = "/zookeeper";

    /** Below here lie quotas. */
    public static final String QUOTA = "/zookeeper/quota";

    /** The members of the ensemble, which every client may read. */
    public static final String CONFIG = "/zookeeper/config";

    private static final byte[] EMPTY = {};
    private static final Set<String> SPECIAL =
            Collections.unmodifiableSet(new TreeSet<>(List.of(ZnodePath.ROOT, ZOOKEEPER, QUOTA, CONFIG)));
    private static final List<Acl> READ_ONLY = List.of(new Acl(1, "world", "anyone"));

    // Never iterated, so the hash order shows nowhere.
    private final Map<String, Znode> nodes = new HashMap<>();
    private final TreeMap<Long, TreeSet<String>> ephemerals = new TreeMap<>();
    private final TreeSet<String> shortLived = new TreeSet<>();
    private final Quotas quotas = new Quotas();
    private final Set<String> undigested = new LinkedHashSet<>();
    private byte[] config;
    private long digest;

    private ZnodeTree(byte[] config) {
        this.config = config;
    }

    /**
     * Makes the tree that a new ensemble begins with.
     *
     * @param config what {@link #CONFIG} holds
     */
    public static ZnodeTree initial(byte[] config) {
        ZnodeTree tree = new ZnodeTree(config);
        for (String path : List.of(ZnodePath.ROOT, ZOOKEEPER, CONFIG, QUOTA)) {
            tree.put(path, new Znode(EMPTY, Acl.OPEN, EphemeralOwner.NONE, 0, 0));
        }
        Znode configNode = tree.existing(CONFIG);
        configNode.data = config;
        configNode.acl = READ_ONLY;
        // As ZooKeeper's own start-up leaves them, written without a version to increase.
        configNode.version = -1;
        configNode.aversion = -1;
        return tree;
    }

    /** {@return the configuration that holds, whatever a super user may have written to {@link #CONFIG} instead} */
    public byte[] config() {
        return config;
    }

    void config(byte[] agreed) {
        config = agreed;
    }

    /** Replaces the configuration that was there from the beginning; no change that anybody hears of. */
    public void foundConfig(byte[] agreed, long zxid) {
        Znode node = existing(CONFIG);
        config = agreed;
        node.data = agreed;
        node.mzxid = zxid;
    }

    /** Sets the time of {@link #CONFIG}, where it has none yet. */
    public void dateConfig(long millis) {
        Znode node = existing(CONFIG);
        if (node.mtime == 0) {
            node.mtime = millis;
        }
    }

    /** {@return the znode of that path, or null; the empty path means the root} */
    public @Nullable Znode find(String path) {
        return nodes.get(path.isEmpty() ? ZnodePath.ROOT : path);
    }

    /** {@return whether ZooKeeper itself needs that znode, so that no client can delete it} */
    public static boolean isSpecial(String path) {
        return SPECIAL.contains(path);
    }

    /** {@return how many znodes there are, the root included} */
    public int size() {
        return nodes.size();
    }

    /** {@return the paths of a session's ephemeral znodes, in order; a copy} */
    public List<String> ephemeralsOf(long session) {
        return List.copyOf(ephemerals.getOrDefault(session, new TreeSet<>()));
    }

    /** {@return how many ephemeral znodes there are} */
    public int ephemeralCount() {
        return ephemerals.values().stream().mapToInt(Set::size).sum();
    }

    /** {@return the paths of containers and TTL nodes, in order; a copy} */
    public List<String> shortLived() {
        return List.copyOf(shortLived);
    }

    Quotas quotas() {
        return quotas;
    }

    /** {@return how long all paths and all data are together: bytes, as far as paths are ASCII} */
    public long approximateDataSize() {
        long[] size = {0};
        walk(ZnodePath.ROOT, (path, node) -> {
            byte[] data = node.data();
            size[0] += path.length() + (data == null ? 0 : data.length);
        });
        return size[0];
    }

    /**
     * Returns the sum of what {@link Znode#digestAt} says of each znode but those below {@link #ZOOKEEPER}, as ZooKeeper
     * takes it. Only what has changed since the last time is looked at.
     */
    long digest() {
        for (String path : undigested) {
            Znode node = find(path);
            if (node != null && !path.startsWith(ZOOKEEPER + "/")) {
                digest -= node.digest;
                node.digest = node.digestAt(path);
                digest += node.digest;
            }
        }
        undigested.clear();
        return digest;
    }

    /** What a znode holds, or says about itself, has changed. */
    void changed(String path) {
        undigested.add(path);
    }

    /** Shows each znode below a path and at it, parents before children, siblings in order. */
    public void walk(String path, BiConsumer<String, Znode> visitor) {
        Deque<String> todo = new ArrayDeque<>(List.of(path));
        while (!todo.isEmpty()) {
            String next = todo.pop();
            Znode node = find(next);
            if (node != null) {
                visitor.accept(next, node);
                node.children().descendingIterator().forEachRemaining(name -> todo.push(ZnodePath.childOf(next, name)));
            }
        }
    }

    /**
     * Begins a change.
     *
     * @param zxid that it bears
     * @param timeMillis what its times will say, in milliseconds since 1970
     */
    public TreeTransaction begin(long zxid, long timeMillis) {
        return new TreeTransaction(this, zxid, timeMillis);
    }

    /** Writes everything. */
    public void write(JuteWriter out) {
        out.writeBuffer(config);
        out.writeInt(nodes.size());
        walk(ZnodePath.ROOT, (path, node) -> {
            out.writeString(path);
            node.write(out);
        });
    }

    /** Reads what {@link #write} wrote. */
    public static ZnodeTree read(JuteReader in) {
        ZnodeTree tree = new ZnodeTree(Objects.requireNonNull(in.readBuffer("config")));
        int count = in.readInt("znodes");
        for (int i = 0; i < count; i++) {
            tree.put(in.readString("path"), Znode.read(in));
        }
        return tree;
    }

    Znode existing(String path) {
        Znode node = find(path);
        if (node == null) {
            throw new IllegalArgumentException("there is no znode " + path);
        }
        return node;
    }

    void put(String path, Znode node) {
        nodes.put(path, node);
        changed(path);
        if (!path.equals(ZnodePath.ROOT)) {
            changed(ZnodePath.parentOf(path));
            existing(ZnodePath.parentOf(path)).addChild(ZnodePath.nameOf(path));
        }
        if (EphemeralOwner.isSession(node.ephemeralOwner)) {
            ephemerals
                    .computeIfAbsent(node.ephemeralOwner, session -> new TreeSet<>())
                    .add(path);
        } else if (node.ephemeralOwner != EphemeralOwner.NONE) {
            shortLived.add(path);
        }
        quotas.created(path);
    }

    void remove(String path) {
        Znode node = existing(path);
        nodes.remove(path);
        digest -= node.digest;
        node.digest = 0;
        changed(ZnodePath.parentOf(path));
        existing(ZnodePath.parentOf(path)).removeChild(ZnodePath.nameOf(path));
        shortLived.remove(path);
        quotas.deleted(path);
        TreeSet<String> paths = ephemerals.get(node.ephemeralOwner);
        if (paths != null) {
            paths.remove(path);
            if (paths.isEmpty()) {
                ephemerals.remove(node.ephemeralOwner);
            }
        }
    }
}
