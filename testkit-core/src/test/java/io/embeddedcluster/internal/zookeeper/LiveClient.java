package io.embeddedcluster.internal.zookeeper;

import static io.embeddedcluster.internal.zookeeper.fixture.LiveEnsemble.OPEN;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.zookeeper.AddWatchMode;
import org.apache.zookeeper.AsyncCallback;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.Op;
import org.apache.zookeeper.Watcher;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.data.ACL;
import org.apache.zookeeper.data.Id;

/**
 * An application with the real client: all that it can ask for, at random, several requests at a time; begins a new session
 * when one is over. Remembers how its writes ended, as far as it was told.
 */
final class LiveClient implements AutoCloseable {

    /** Like no other client's. */
    static final int TIMEOUT_MILLIS = 2_507;

    private static final int CLOSE_MILLIS = 2_000;
    private static final int TTL_MILLIS = 300;

    /** Everything is allowed to everybody, but to change the data. */
    private static final List<ACL> UNWRITABLE = Arrays.asList(new ACL(29, new Id("world", "anyone")));

    private final String connectString;
    private final Random random;
    private final int maxOutstanding;
    private final AtomicInteger values;
    private final AtomicInteger outstanding = new AtomicInteger();
    private final Map<String, KeeperException.Code> outcomes = new ConcurrentHashMap<>();
    private final Map<String, List<String>> children = new ConcurrentHashMap<>();
    private ZooKeeper client;
    private volatile boolean over;
    private volatile int sessionsOver;

    /**
     * Connects.
     *
     * @param maxOutstanding how many requests may wait for their outcome
     * @param values counts the values that clients write, so that no two write the same
     */
    LiveClient(String connectString, long seed, int maxOutstanding, AtomicInteger values) throws IOException {
        this.maxOutstanding = maxOutstanding;
        this.connectString = connectString;
        this.random = new Random(seed);
        this.values = values;
        begin();
    }

    private void begin() throws IOException {
        over = false;
        client = new ZooKeeper(connectString, TIMEOUT_MILLIS, event -> {
            if (event.getState() == Watcher.Event.KeeperState.Expired) {
                over = true;
            }
        });
        WireClient.DIRECTORIES.forEach(path -> create(path, "", CreateMode.PERSISTENT));
        for (String path : List.of(WireClient.QUOTA, WireClient.LIMITS, WireClient.STATS)) {
            create(path, "count=-1,bytes=-1", CreateMode.PERSISTENT);
        }
    }

    /** {@return how the writes of each value ended; those with a lost connection are not known} */
    Map<String, KeeperException.Code> outcomes() {
        return outcomes;
    }

    /** {@return how many requests have no outcome yet} */
    int outstandingCount() {
        return outstanding.get();
    }

    /** {@return how often it was told that its session is over} */
    int expiredCount() {
        return sessionsOver;
    }

    synchronized boolean isConnected() {
        return !over && client.getState().isConnected();
    }

    /** Ends the session and begins another. */
    synchronized void restart() throws IOException {
        close();
        begin();
    }

    @Override
    public synchronized void close() {
        try {
            client.close(CLOSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    // ---- what it does

    /** Asks for something, unless much is asked for already. */
    synchronized void work() throws IOException {
        if (over) {
            sessionsOver++;
            restart();
        }
        for (int i = random.nextInt(4); i > 0 && outstanding.get() < maxOutstanding; i--) {
            request();
        }
    }

    private void request() {
        String path = any(WireClient.REGISTERS);
        int version = random.nextBoolean() ? -1 : random.nextInt(3);
        switch (random.nextInt(20)) {
            case 0 -> create(path, nextValue(), CreateMode.PERSISTENT);
            case 1 -> create(path, nextValue(), CreateMode.EPHEMERAL);
            case 2 -> setData(path, version);
            case 3 -> client.delete(path, version, done(), null);
            case 4 -> client.multi(parts(path), (rc, at, context, results) -> outstanding.decrementAndGet(), asked());
            case 5, 6 -> queue();
            case 7 -> shortLived();
            case 8 -> client.setACL(path, random.nextBoolean() ? OPEN : UNWRITABLE, -1, stat(), asked());
            case 9, 10 -> client.getData(path, watcher(), data(), asked());
            case 11, 12 -> client.exists(path, watcher(), stat(), asked());
            case 13, 14 -> list();
            case 15 -> readWhole(path);
            case 16 -> watches(random.nextBoolean() ? path : any(WireClient.DIRECTORIES));
            default -> {
                client.sync(path, done(), null);
                client.getData(path, false, data(), asked());
            }
        }
    }

    private <T> T any(List<T> all) {
        return all.get(random.nextInt(all.size()));
    }

    private String nextValue() {
        return "value-" + values.incrementAndGet();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** A watch of its own on every second read. */
    private Watcher watcher() {
        return random.nextBoolean() ? event -> {} : null;
    }

    private void create(String path, String value, CreateMode mode) {
        asked();
        if (random.nextBoolean()) {
            AsyncCallback.StringCallback told = (rc, at, context, name) -> ended(value, rc);
            client.create(path, bytes(value), OPEN, mode, told, null);
        } else {
            AsyncCallback.Create2Callback told = (rc, at, context, name, stat) -> ended(value, rc);
            client.create(path, bytes(value), OPEN, mode, told, null);
        }
    }

    private void setData(String path, int version) {
        String value = nextValue();
        asked();
        client.setData(path, bytes(value), version, (rc, at, context, stat) -> ended(value, rc), null);
    }

    private void ended(String value, int rc) {
        outcomes.put(value, KeeperException.Code.get(rc));
        outstanding.decrementAndGet();
    }

    private List<Op> parts(String path) {
        List<Op> parts = new ArrayList<>();
        for (int i = random.nextInt(1, 5); i > 0; i--) {
            String other = random.nextBoolean() ? path : any(WireClient.REGISTERS);
            switch (random.nextInt(6)) {
                case 0 -> parts.add(Op.check(other, random.nextBoolean() ? -1 : random.nextInt(3)));
                case 1 -> parts.add(Op.create(other, bytes(nextValue()), OPEN, CreateMode.PERSISTENT));
                case 2 ->
                    parts.add(Op.create(
                            WireClient.QUEUE + "/m-", bytes(nextValue()), OPEN, CreateMode.EPHEMERAL_SEQUENTIAL));
                case 3 -> parts.add(Op.delete(other, -1));
                default -> parts.add(Op.setData(other, bytes(nextValue()), -1));
            }
        }
        return parts;
    }

    private void queue() {
        List<String> queued = known(WireClient.QUEUE);
        if (!queued.isEmpty() && random.nextBoolean()) {
            client.delete(WireClient.QUEUE + "/" + any(queued), -1, done(), null);
        } else {
            CreateMode mode = random.nextBoolean() ? CreateMode.PERSISTENT_SEQUENTIAL : CreateMode.EPHEMERAL_SEQUENTIAL;
            create(WireClient.QUEUE + "/n-", nextValue(), mode);
        }
    }

    private List<String> known(String path) {
        return children.getOrDefault(path, List.of());
    }

    /** What goes by itself, and what changes the rules for the others. */
    private void shortLived() {
        List<String> containers = known(WireClient.CONTAINERS);
        switch (random.nextInt(4)) {
            case 0 -> {
                String value = nextValue();
                asked();
                client.create(
                        WireClient.TTLS + "/n-",
                        bytes(value),
                        OPEN,
                        CreateMode.PERSISTENT_SEQUENTIAL_WITH_TTL,
                        (rc, at, context, name, stat) -> ended(value, rc),
                        null,
                        TTL_MILLIS);
            }
            case 1 -> {
                String value = nextValue();
                create(WireClient.CONTAINERS + "/" + value, value, CreateMode.CONTAINER);
            }
            case 2 -> {
                String limits = "countHardLimit=" + random.nextInt(10, 40);
                client.setData(WireClient.LIMITS, bytes(limits), -1, stat(), asked());
            }
            default -> {
                if (!containers.isEmpty()) {
                    String child = WireClient.CONTAINERS + "/" + any(containers) + "/child";
                    create(child, nextValue(), CreateMode.PERSISTENT);
                    client.delete(child, -1, done(), null);
                }
            }
        }
    }

    private void list() {
        String path = any(WireClient.DIRECTORIES);
        if (random.nextBoolean()) {
            AsyncCallback.ChildrenCallback told = (rc, at, context, names) -> listed(at, names);
            client.getChildren(path, watcher(), told, asked());
        } else {
            AsyncCallback.Children2Callback told = (rc, at, context, names, stat) -> listed(at, names);
            client.getChildren(path, watcher(), told, asked());
        }
    }

    private void listed(String path, List<String> names) {
        children.put(path, names == null ? List.of() : List.copyOf(names));
        outstanding.decrementAndGet();
    }

    private void readWhole(String path) {
        asked();
        switch (random.nextInt(4)) {
            case 0 -> client.getACL(path, null, (rc, at, context, acl, stat) -> outstanding.decrementAndGet(), null);
            case 1 -> client.getEphemerals("/", (rc, context, paths) -> outstanding.decrementAndGet(), null);
            case 2 -> client.getAllChildrenNumber("/", (rc, at, context, n) -> outstanding.decrementAndGet(), null);
            default ->
                client.multi(
                        List.of(Op.getData(path), Op.getChildren(any(WireClient.DIRECTORIES))),
                        (rc, at, context, results) -> outstanding.decrementAndGet(),
                        null);
        }
    }

    private void watches(String path) {
        if (random.nextBoolean()) {
            client.addWatch(path, any(List.of(AddWatchMode.values())), done(), null);
        } else {
            Watcher.WatcherType type = any(List.of(Watcher.WatcherType.values()));
            client.removeAllWatches(path, type, false, done(), null);
        }
    }

    private Object asked() {
        outstanding.incrementAndGet();
        return this;
    }

    private AsyncCallback.VoidCallback done() {
        asked();
        return (rc, path, context) -> outstanding.decrementAndGet();
    }

    private AsyncCallback.StatCallback stat() {
        return (rc, path, context, stat) -> outstanding.decrementAndGet();
    }

    private AsyncCallback.DataCallback data() {
        return (rc, path, context, data, stat) -> outstanding.decrementAndGet();
    }
}
