package io.embeddedcluster.parity.behaviour;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.embeddedcluster.parity.behaviour.Stage.ClientSpec;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.apache.zookeeper.AddWatchMode;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.Op;
import org.apache.zookeeper.WatchedEvent;
import org.apache.zookeeper.Watcher;
import org.apache.zookeeper.Watcher.Event.KeeperState;
import org.apache.zookeeper.Watcher.WatcherType;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.data.ACL;
import org.apache.zookeeper.data.Id;
import org.apache.zookeeper.data.Stat;
import org.awaitility.Awaitility;

/**
 * The real client, with everything that it returns, throws and tells its watchers taken down.
 *
 * <p>What a call came to is taken down after the events that came before its answer. Events come by a thread of their own:
 * so each call is followed by one more, by a callback, which that thread makes when it has told all that came before.
 */
final class RecordedClient {

    /** Everybody may do everything. The client looks for null in lists of ACLs, which those of {@code List.of} refuse. */
    static final List<ACL> OPEN = Arrays.asList(new ACL(31, new Id("world", "anyone")));

    /** As a label of a watcher: the client's own, that hears of the session too. */
    static final String DEFAULT = "default";

    static final int ANY_VERSION = -1;

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final String name;
    private final Transcript transcript;
    private final Map<String, Watcher> watchers = new HashMap<>();
    private final ZooKeeper zooKeeper;
    private volatile KeeperState state = KeeperState.Disconnected;
    private final AtomicInteger lossCount = new AtomicInteger();
    private volatile boolean isClosing;

    RecordedClient(ClientSpec spec, Transcript transcript) throws Exception {
        this.name = spec.name();
        this.transcript = transcript;
        String connectString = spec.addresses().stream()
                        .map(each -> "127.0.0.1:" + each.getPort())
                        .collect(Collectors.joining(","))
                + spec.root();
        FixedHosts hosts = new FixedHosts(spec.addresses());
        zooKeeper = spec.sessionId() == 0
                ? new ZooKeeper(
                        connectString,
                        spec.timeoutMillis(),
                        watcher(DEFAULT),
                        spec.isReadOnlyEnough(),
                        hosts,
                        spec.config())
                : new ZooKeeper(
                        connectString,
                        spec.timeoutMillis(),
                        watcher(DEFAULT),
                        spec.sessionId(),
                        HexFormat.of().parseHex(spec.password()),
                        spec.isReadOnlyEnough(),
                        hosts,
                        spec.config());
    }

    ZooKeeper zooKeeper() {
        return zooKeeper;
    }

    /** {@return what it saw so far} */
    List<String> seen() {
        return transcript.seenBy(name);
    }

    // Waiting -----------------------------------------------------------------------------------------------------

    void awaitConnection() {
        awaitState(KeeperState.SyncConnected);
    }

    /** Waits until that is the last that it heard of its session. */
    void awaitState(KeeperState expected) {
        await("state " + expected, () -> state == expected);
    }

    /** Waits until it has seen something that has this in it. */
    void awaitSeen(String text) {
        await(text, () -> seen().stream().anyMatch(line -> line.contains(text)));
    }

    private void await(String what, Callable<Boolean> condition) {
        Awaitility.await(name + " waits for " + what + ", having seen " + seen())
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(5))
                .until(condition);
    }

    /**
     * Returns when it knows all that was written before, and has told its watchers. A write of its own comes after all of
     * that wherever it is asked for, while a real leader does not wait at a sync of its own clients.
     */
    void settle() throws Exception {
        zooKeeper.multi(List.of(Op.check("/", ANY_VERSION)));
        awaitEvents();
    }

    private void awaitEvents() throws InterruptedException {
        CountDownLatch told = new CountDownLatch(1);
        zooKeeper.exists("/", false, (code, path, context, stat) -> told.countDown(), null);
        if (!told.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            throw new AssertionError(name + " had no answer within " + PATIENCE + ", having seen " + seen());
        }
    }

    // Taking down -------------------------------------------------------------------------------------------------

    /** {@return the watcher of that name, null for none} */
    Watcher watcher(String label) {
        return label == null ? null : watchers.computeIfAbsent(label, any -> event -> hear(label, event));
    }

    private void hear(String label, WatchedEvent event) {
        if (isClosing && event.getState() == KeeperState.Disconnected) {
            // The server ends the connection of a closed session: whether the client sees that first is chance.
            return;
        }
        if (event.getState() == KeeperState.Closed
                && (state == KeeperState.Expired || state == KeeperState.AuthFailed)) {
            // Whether the client still tells that it is closed, once its session has ended, is chance.
            return;
        }
        String text = "told " + event.getType() + " " + event.getState() + " " + event.getPath() + " zxid="
                + Transcript.zxid(event.getZxid());
        transcript.addEvent(name, event, text, label);
        if (event.getType() == Watcher.Event.EventType.None) {
            state = event.getState();
            if (state == KeeperState.Disconnected) {
                lossCount.incrementAndGet();
            }
        }
    }

    /** Takes down something. */
    void note(String text) {
        transcript.add(name, text);
    }

    /** Calls, and takes down what it came to. */
    void call(String what, Call call) throws Exception {
        String outcome = outcome(call);
        awaitEvents();
        note(what + " -> " + outcome);
    }

    /** Calls where that loses the connection or where the session is over, and takes down what it came to. */
    void lose(String what, Call call) throws Exception {
        int before = lossCount.get();
        int lineCount = transcript.lineCount(name);
        String outcome = outcome(call);
        await(
                "the loss of its connection by " + what + " -> " + outcome,
                () -> state != KeeperState.SyncConnected || lossCount.get() > before);
        transcript.addAtLoss(name, lineCount, what + " -> " + outcome);
    }

    private String outcome(Call call) throws Exception {
        try {
            return Results.text(call.on(zooKeeper), transcript);
        } catch (KeeperException e) {
            return e.code() + " " + e.getMessage()
                    + (e.getResults() == null ? "" : " " + Results.text(e.getResults(), transcript));
        } catch (IllegalArgumentException | IllegalStateException e) {
            return e.toString();
        }
    }

    // Operations --------------------------------------------------------------------------------------------------

    /** Creates a znode, and has its stat. */
    void create(String path, CreateMode mode) throws Exception {
        create(path, "", OPEN, mode, -1);
    }

    void create(String path, String data, List<ACL> acl, CreateMode mode, long ttlMillis) throws Exception {
        call("create " + path + " " + mode + " " + Results.text(acl, transcript) + " ttl=" + ttlMillis, client -> {
            Stat stat = new Stat();
            byte[] bytes = data == null ? null : data.getBytes(UTF_8);
            return Arrays.asList(client.create(path, bytes, acl, mode, stat, ttlMillis), stat);
        });
    }

    void delete(String path, int version) throws Exception {
        call("delete " + path + " " + version, client -> {
            client.delete(path, version);
            return null;
        });
    }

    void exists(String path, String watcher) throws Exception {
        call(
                "exists " + path + watching(watcher),
                client -> DEFAULT.equals(watcher) ? client.exists(path, true) : client.exists(path, watcher(watcher)));
    }

    void get(String path, String watcher) throws Exception {
        call("get " + path + watching(watcher), client -> {
            Stat stat = new Stat();
            byte[] data = DEFAULT.equals(watcher)
                    ? client.getData(path, true, stat)
                    : client.getData(path, watcher(watcher), stat);
            return Arrays.asList(data, stat);
        });
    }

    void set(String path, String data, int version) throws Exception {
        call("set " + path + " " + version, client -> client.setData(path, data.getBytes(UTF_8), version));
    }

    void set(String path, String data) throws Exception {
        set(path, data, ANY_VERSION);
    }

    void children(String path, String watcher) throws Exception {
        call("children " + path + watching(watcher), client -> {
            Stat stat = new Stat();
            List<String> names = DEFAULT.equals(watcher)
                    ? client.getChildren(path, true, stat)
                    : client.getChildren(path, watcher(watcher), stat);
            return Arrays.asList(Results.sorted(names), stat);
        });
    }

    void names(String path, String watcher) throws Exception {
        call(
                "names " + path + watching(watcher),
                client -> Results.sorted(
                        DEFAULT.equals(watcher)
                                ? client.getChildren(path, true)
                                : client.getChildren(path, watcher(watcher))));
    }

    private static String watching(String watcher) {
        return watcher == null ? "" : " watched by " + watcher;
    }

    void acl(String path) throws Exception {
        call("acl " + path, client -> {
            Stat stat = new Stat();
            return Arrays.asList(client.getACL(path, stat), stat);
        });
    }

    void setAcl(String path, int version, ACL... acl) throws Exception {
        call(
                "set acl " + path + " " + version + " " + Results.text(List.of(acl), transcript),
                client -> client.setACL(path, Arrays.asList(acl), version));
    }

    void sync(String path) throws Exception {
        call("sync " + path, client -> {
            client.sync(path);
            return null;
        });
    }

    void countBelow(String path) throws Exception {
        call("count below " + path, client -> client.getAllChildrenNumber(path));
    }

    void ephemerals() throws Exception {
        call("ephemerals", client -> Results.sorted(client.getEphemerals()));
    }

    void ephemerals(String prefix) throws Exception {
        call("ephemerals " + prefix, client -> Results.sorted(client.getEphemerals(prefix)));
    }

    void multi(Op... ops) throws Exception {
        call("multi " + Arrays.stream(ops).map(Results::text).toList(), client -> client.multi(List.of(ops)));
    }

    void whoAmI() throws Exception {
        call(
                "who am I",
                client -> Results.sorted(client.whoAmI().stream()
                        .map(each -> each.getAuthScheme() + ":" + each.getUser())
                        .toList()));
    }

    void addWatch(String path, String watcher, AddWatchMode mode) throws Exception {
        call("add watch " + path + " " + mode + watching(watcher), client -> {
            if (DEFAULT.equals(watcher)) {
                client.addWatch(path, mode);
            } else {
                client.addWatch(path, watcher(watcher), mode);
            }
            return null;
        });
    }

    void removeWatches(String path, String watcher, WatcherType type, boolean isLocal) throws Exception {
        call("remove watches " + path + " " + type + " local=" + isLocal + " of " + watcher, client -> {
            client.removeWatches(path, watcher(watcher), type, isLocal);
            return null;
        });
    }

    void removeAllWatches(String path, WatcherType type, boolean isLocal) throws Exception {
        call("remove all watches " + path + " " + type + " local=" + isLocal, client -> {
            client.removeAllWatches(path, type, isLocal);
            return null;
        });
    }

    /** Says who it is; there is no answer to that but a failure, of which the session hears. */
    void authenticate(String scheme, String proof) throws Exception {
        call("authenticate " + scheme + " " + proof, client -> {
            client.addAuthInfo(scheme, proof.getBytes(UTF_8));
            return null;
        });
    }

    /** Closes it in order, and returns when its watchers have heard all that there was. */
    void close() throws InterruptedException {
        isClosing = true;
        if (!zooKeeper.close((int) PATIENCE.toMillis())) {
            throw new AssertionError(name + " did not end within " + PATIENCE + ", having seen " + seen());
        }
    }

    /** Ends it without looking on, where a test is over. */
    void end() {
        try {
            zooKeeper.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** What is done with a client. */
    @FunctionalInterface
    interface Call {

        Object on(ZooKeeper client) throws Exception;
    }
}
