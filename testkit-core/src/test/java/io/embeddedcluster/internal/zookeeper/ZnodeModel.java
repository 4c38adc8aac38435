package io.embeddedcluster.internal.zookeeper;

import io.embeddedcluster.internal.zookeeper.handler.AuthId;
import io.embeddedcluster.internal.zookeeper.handler.WriteResult;
import io.embeddedcluster.internal.zookeeper.tree.ZnodePath;
import io.embeddedcluster.internal.zookeeper.wire.Acl;
import io.embeddedcluster.internal.zookeeper.wire.CheckRequest;
import io.embeddedcluster.internal.zookeeper.wire.CreateMode;
import io.embeddedcluster.internal.zookeeper.wire.CreateRequest;
import io.embeddedcluster.internal.zookeeper.wire.DeleteContainerRequest;
import io.embeddedcluster.internal.zookeeper.wire.DeleteRequest;
import io.embeddedcluster.internal.zookeeper.wire.MultiRequest;
import io.embeddedcluster.internal.zookeeper.wire.MultiResult;
import io.embeddedcluster.internal.zookeeper.wire.OpCode;
import io.embeddedcluster.internal.zookeeper.wire.ReconfigRequest;
import io.embeddedcluster.internal.zookeeper.wire.SetAclRequest;
import io.embeddedcluster.internal.zookeeper.wire.SetDataRequest;
import io.embeddedcluster.internal.zookeeper.wire.Stat;
import io.embeddedcluster.internal.zookeeper.wire.WatchEvent;
import io.embeddedcluster.internal.zookeeper.wire.WatchEventType;
import io.embeddedcluster.internal.zookeeper.wire.ZkErrorCode;
import io.embeddedcluster.internal.zookeeper.wire.ZkRequest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What ZooKeeper's writes do, one after the other: written a second time, from the programmer's guide, so that the servers
 * are not their own witnesses. Knows the writes that clients of these tests ask for: ACLs name everybody, quotas do not lie
 * within each other, and whoever sets one up leaves it there.
 */
final class ZnodeModel {

    private static final String CONFIG = "/zookeeper/config";
    private static final String QUOTAS = "/zookeeper/quota";
    private static final String LIMITS = "/zookeeper_limits";
    private static final String STATS = "/zookeeper_stats";

    private static final int WRITE = 2;
    private static final int CREATE = 4;
    private static final int DELETE = 8;
    private static final int READ = 1;
    private static final int ADMIN = 16;

    private NavigableMap<String, Picture> znodes = new TreeMap<>();
    private NavigableMap<String, Lifetime> lifetimes = new TreeMap<>();
    private ServerLines servers;

    /** Begins as a new ensemble does, with that configuration. */
    ZnodeModel(String config) {
        servers = ServerLines.parse(config);
        List<Acl> readOnly = List.of(new Acl(READ, "world", "anyone"));
        znodes.put(ZnodePath.ROOT, new Picture("", atFirst(-1, 0, 1), List.of("zookeeper"), Acl.OPEN));
        znodes.put("/zookeeper", new Picture("", atFirst(-2, 0, 2), List.of("config", "quota"), Acl.OPEN));
        znodes.put(QUOTAS, new Picture("", atFirst(0, 0, 0), List.of(), Acl.OPEN));
        znodes.put(CONFIG, new Picture(config, ofConfig(0, 0, config.length()), List.of(), readOnly));
    }

    private static Stat atFirst(int cversion, int dataLength, int children) {
        return new Stat(0, 0, 0, 0, 0, cversion, 0, 0, dataLength, children, 0);
    }

    /** {@return every znode as it is now} */
    Map<String, Picture> znodes() {
        return Collections.unmodifiableMap(znodes);
    }

    /**
     * What came of one write.
     *
     * @param result as the client is to be told
     * @param events that watches may ask for, in order
     * @param after each znode that is not as before, null where it is gone
     */
    record Step(WriteResult result, List<WatchEvent> events, Map<String, @Nullable Picture> after) {

        static Step failed(ZkErrorCode error) {
            return unchanged(WriteResult.failed(error));
        }

        static Step unchanged(WriteResult result) {
            return new Step(result, List.of(), Map.of());
        }
    }

    /** How long a znode lives that goes by itself: a container has no time, a TTL node has one. */
    private record Lifetime(@Nullable Long ttlMillis) {}

    /** Does what a session asks. */
    Step write(long zxid, long millis, long session, List<AuthId> ids, ZkRequest request) {
        Draft draft = new Draft(zxid, millis, session, ids);
        WriteResult result = request instanceof MultiRequest multi ? draft.multi(multi) : draft.single(request);
        return result.error().isOk() ? draft.accept(result) : Step.unchanged(result);
    }

    /**
     * The servers agree on what each began with: the beginning of a term becomes its version, and nobody hears of it.
     *
     * @return the znode as it is then
     */
    Picture agree(String config) {
        ServerLines agreed = ServerLines.parse(config);
        if (!agreed.lines().equals(servers.lines())) {
            throw new AssertionError("servers began with " + servers + " and agree on " + config);
        }
        servers = agreed;
        Picture old = znodes.get(CONFIG);
        Stat stat = ofConfig(agreed.version(), old.stat().mtime(), config.length());
        znodes.put(CONFIG, new Picture(config, stat, List.of(), old.acl()));
        return znodes.get(CONFIG);
    }

    /** A session begins; the first one dates the configuration. */
    Step begin(long millis) {
        Picture old = znodes.get(CONFIG);
        if (servers.lines().size() < 2 || old.stat().mtime() != 0) {
            return Step.unchanged(WriteResult.done());
        }
        Stat stat = ofConfig(old.stat().mzxid(), millis, old.stat().dataLength());
        znodes.put(CONFIG, new Picture(old.text(), stat, List.of(), old.acl()));
        return new Step(WriteResult.done(), List.of(), Map.of(CONFIG, znodes.get(CONFIG)));
    }

    private static Stat ofConfig(long mzxid, long mtime, int length) {
        return new Stat(0, mzxid, 0, mtime, -1, 0, -1, 0, length, 0, 0);
    }

    /** Gives the ensemble other members, where that may be. */
    Step reconfigure(long zxid, long millis, List<AuthId> ids, ReconfigRequest request) {
        if (request.configVersion() != -1 && request.configVersion() != servers.version()) {
            return Step.failed(ZkErrorCode.BAD_VERSION);
        }
        ServerLines next = servers.changed(request, zxid);
        if (next.voterCount() < 2) {
            return Step.failed(ZkErrorCode.BAD_ARGUMENTS);
        }
        Picture old = znodes.get(CONFIG);
        if (!old.permits(WRITE, ids)) {
            return Step.failed(ZkErrorCode.NO_AUTH);
        }
        servers = next;
        String text = next.toString();
        Stat stat = ofConfig(zxid, millis, text.length());
        znodes.put(CONFIG, new Picture(text, stat, List.of(), old.acl()));
        WatchEvent event = new WatchEvent(WatchEventType.NODE_DATA_CHANGED, CONFIG, zxid);
        return new Step(WriteResult.done(text, stat), List.of(event), Map.of(CONFIG, znodes.get(CONFIG)));
    }

    /** Ends a session: its ephemeral znodes go. */
    Step end(long zxid, long session) {
        Draft draft = new Draft(zxid, 0, session, List.of());
        znodes.forEach((path, picture) -> {
            if (picture.stat().ephemeralOwner() == session) {
                draft.remove(path);
            }
        });
        return draft.accept(WriteResult.done());
    }

    /** {@return whether a znode's time is over: a container that has lost its last child, or an old TTL node without any} */
    boolean isDue(String path, long millis) {
        Picture picture = znodes.get(path);
        Lifetime lifetime = lifetimes.get(path);
        if (picture == null || lifetime == null || !picture.children().isEmpty()) {
            return false;
        }
        return lifetime.ttlMillis() == null
                ? picture.stat().cversion() > 0
                : millis - picture.stat().mtime() > lifetime.ttlMillis();
    }

    /** {@return the znodes whose time is over} */
    List<String> due(long millis) {
        return lifetimes.keySet().stream().filter(path -> isDue(path, millis)).toList();
    }

    /** {@return how many servers the ensemble has} */
    int serverCount() {
        return servers.lines().size();
    }

    /** One write that is not final yet. */
    private final class Draft {

        private final long zxid;
        private final long millis;
        private final long session;
        private final List<AuthId> ids;
        private final NavigableMap<String, Picture> present = new TreeMap<>(znodes);
        private final NavigableMap<String, Lifetime> presentLifetimes = new TreeMap<>(lifetimes);
        private final List<WatchEvent> events = new ArrayList<>();
        private final SortedSet<String> touched = new TreeSet<>();

        Draft(long zxid, long millis, long session, List<AuthId> ids) {
            this.zxid = zxid;
            this.millis = millis;
            this.session = session;
            this.ids = ids;
        }

        private Step accept(WriteResult result) {
            countQuotas();
            znodes = present;
            lifetimes = presentLifetimes;
            Map<String, @Nullable Picture> after = new TreeMap<>();
            touched.forEach(path -> after.put(path, present.get(path)));
            return new Step(result, events, after);
        }

        private WriteResult multi(MultiRequest request) {
            List<MultiResult> parts = new ArrayList<>();
            for (ZkRequest part : request.operations()) {
                WriteResult result = single(part);
                if (!result.error().isOk()) {
                    return new WriteResult(result.error(), null, null, failure(request, parts.size(), result.error()));
                }
                parts.add(new MultiResult(answerOf(part.op()), ZkErrorCode.OK, result.path(), result.stat()));
            }
            return new WriteResult(ZkErrorCode.OK, null, null, parts);
        }

        /** Whatever tells a stat is told of as a create2. */
        private OpCode answerOf(OpCode part) {
            return part == OpCode.CREATE_CONTAINER || part == OpCode.CREATE_TTL ? OpCode.CREATE2 : part;
        }

        private List<MultiResult> failure(MultiRequest request, int failed, ZkErrorCode error) {
            List<MultiResult> parts = new ArrayList<>(Collections.nCopies(failed, MultiResult.failed(ZkErrorCode.OK)));
            parts.add(MultiResult.failed(error));
            while (parts.size() < request.operations().size()) {
                parts.add(MultiResult.failed(ZkErrorCode.RUNTIME_INCONSISTENCY));
            }
            return parts;
        }

        private WriteResult single(ZkRequest request) {
            if (request instanceof CreateRequest create) {
                return create(create);
            }
            if (request instanceof DeleteRequest delete) {
                return delete(delete);
            }
            if (request instanceof SetDataRequest set) {
                return setData(set);
            }
            if (request instanceof SetAclRequest set) {
                return setAcl(set);
            }
            if (request instanceof CheckRequest check) {
                ZkErrorCode error = mismatch(check.path(), check.version(), READ);
                return error == null ? WriteResult.done() : WriteResult.failed(error);
            }
            if (request instanceof DeleteContainerRequest delete) {
                return deleteContainer(delete.path());
            }
            throw new AssertionError("the model does not know " + request.op());
        }

        private @Nullable ZkErrorCode mismatch(String path, int version, int permission) {
            Picture picture = present.get(path);
            if (picture == null) {
                return ZkErrorCode.NO_NODE;
            }
            if (!picture.permits(permission, ids)) {
                return ZkErrorCode.NO_AUTH;
            }
            boolean matches = version == -1 || version == picture.stat().version();
            return matches ? null : ZkErrorCode.BAD_VERSION;
        }

        private WriteResult create(CreateRequest request) {
            CreateMode mode = CreateMode.of(request.flags());
            String above = ZnodePath.parentOf(request.path());
            Picture parent = present.get(above);
            if (parent == null) {
                return WriteResult.failed(ZkErrorCode.NO_NODE);
            }
            if (!parent.permits(CREATE, ids)) {
                return WriteResult.failed(ZkErrorCode.NO_AUTH);
            }
            Stat before = parent.stat();
            int creations = (before.cversion() + before.numChildren()) / 2;
            String path = request.path() + (mode.isSequential() ? String.format(Locale.ROOT, "%010d", creations) : "");
            if (present.containsKey(path)) {
                return WriteResult.failed(ZkErrorCode.NODE_EXISTS);
            }
            if (before.ephemeralOwner() != 0) {
                return WriteResult.failed(ZkErrorCode.NO_CHILDREN_FOR_EPHEMERALS);
            }
            if (exceedsQuota(path, request.data().length, 1)) {
                return WriteResult.failed(ZkErrorCode.QUOTA_EXCEEDED);
            }
            long owner = mode.isEphemeral() ? session : 0;
            Stat stat = new Stat(zxid, zxid, millis, millis, 0, 0, 0, owner, request.data().length, 0, zxid);
            put(path, new Picture(text(request.data()), stat, List.of(), request.acl()));
            if (request.op() == OpCode.CREATE_CONTAINER) {
                presentLifetimes.put(path, new Lifetime(null));
            } else if (mode.isTtl()) {
                presentLifetimes.put(path, new Lifetime(request.ttlMillis()));
            }
            List<String> children = new ArrayList<>(parent.children());
            children.add(ZnodePath.nameOf(path));
            putParent(above, parent, children);
            events.add(new WatchEvent(WatchEventType.NODE_CREATED, path, zxid));
            events.add(new WatchEvent(WatchEventType.NODE_CHILDREN_CHANGED, above, zxid));
            return WriteResult.done(path, request.op() == OpCode.CREATE ? null : stat);
        }

        private WriteResult delete(DeleteRequest request) {
            Picture parent = present.get(ZnodePath.parentOf(request.path()));
            if (parent != null && !parent.permits(DELETE, ids)) {
                return WriteResult.failed(ZkErrorCode.NO_AUTH);
            }
            // Who may delete is the parent's to say.
            ZkErrorCode error = mismatch(request.path(), request.version(), ~0);
            if (error == null && !present.get(request.path()).children().isEmpty()) {
                error = ZkErrorCode.NOT_EMPTY;
            }
            if (error != null) {
                return WriteResult.failed(error);
            }
            remove(request.path());
            return WriteResult.done();
        }

        private WriteResult deleteContainer(String path) {
            Picture picture = present.get(path);
            if (picture == null) {
                return WriteResult.failed(ZkErrorCode.NO_NODE);
            }
            if (!picture.children().isEmpty()) {
                return WriteResult.failed(ZkErrorCode.NOT_EMPTY);
            }
            remove(path);
            return WriteResult.done();
        }

        private void remove(String path) {
            present.remove(path);
            presentLifetimes.remove(path);
            touched.add(path);
            String above = ZnodePath.parentOf(path);
            Picture parent = present.get(above);
            List<String> children = new ArrayList<>(parent.children());
            children.remove(ZnodePath.nameOf(path));
            putParent(above, parent, children);
            events.add(new WatchEvent(WatchEventType.NODE_DELETED, path, zxid));
            events.add(new WatchEvent(WatchEventType.NODE_CHILDREN_CHANGED, above, zxid));
        }

        private WriteResult setData(SetDataRequest request) {
            ZkErrorCode error = mismatch(request.path(), request.version(), WRITE);
            Picture old = present.get(request.path());
            boolean isAsked = error == null || error == ZkErrorCode.BAD_VERSION;
            // The quota is looked at before the version.
            if (isAsked
                    && exceedsQuota(
                            request.path(), request.data().length - old.stat().dataLength(), 0)) {
                return WriteResult.failed(ZkErrorCode.QUOTA_EXCEEDED);
            }
            if (error != null) {
                return WriteResult.failed(error);
            }
            Stat was = old.stat();
            Stat stat = new Stat(
                    was.czxid(),
                    zxid,
                    was.ctime(),
                    millis,
                    was.version() + 1,
                    was.cversion(),
                    was.aversion(),
                    was.ephemeralOwner(),
                    request.data().length,
                    was.numChildren(),
                    was.pzxid());
            put(request.path(), new Picture(text(request.data()), stat, old.children(), old.acl()));
            events.add(new WatchEvent(WatchEventType.NODE_DATA_CHANGED, request.path(), zxid));
            return WriteResult.done(null, stat);
        }

        /** A change of an ACL is a change that no watch hears of, and that leaves the times as they are. */
        private WriteResult setAcl(SetAclRequest request) {
            Picture old = present.get(request.path());
            if (old == null) {
                return WriteResult.failed(ZkErrorCode.NO_NODE);
            }
            if (!old.permits(ADMIN, ids)) {
                return WriteResult.failed(ZkErrorCode.NO_AUTH);
            }
            Stat was = old.stat();
            if (request.version() != -1 && request.version() != was.aversion()) {
                return WriteResult.failed(ZkErrorCode.BAD_VERSION);
            }
            Stat stat = new Stat(
                    was.czxid(),
                    was.mzxid(),
                    was.ctime(),
                    was.mtime(),
                    was.version(),
                    was.cversion(),
                    was.aversion() + 1,
                    was.ephemeralOwner(),
                    was.dataLength(),
                    was.numChildren(),
                    was.pzxid());
            put(request.path(), new Picture(old.text(), stat, old.children(), request.acl()));
            return WriteResult.done(null, stat);
        }

        /** Each child that comes or goes counts the parent's children version up by one. */
        private void putParent(String path, Picture parent, List<String> children) {
            Collections.sort(children);
            Stat was = parent.stat();
            Stat stat = new Stat(
                    was.czxid(),
                    was.mzxid(),
                    was.ctime(),
                    was.mtime(),
                    was.version(),
                    was.cversion() + 1,
                    was.aversion(),
                    was.ephemeralOwner(),
                    was.dataLength(),
                    children.size(),
                    zxid);
            put(path, new Picture(parent.text(), stat, List.copyOf(children), parent.acl()));
        }

        private void put(String path, Picture picture) {
            present.put(path, picture);
            touched.add(path);
        }

        // ---- quotas

        /** The parts of a multi do not add up: what counts is how things were before it. */
        private boolean exceedsQuota(String path, long moreBytes, int moreZnodes) {
            String top = topOfQuota(path);
            if (top == null || !present.containsKey(QUOTAS + top + STATS)) {
                return false;
            }
            Map<String, Long> limits =
                    numbers(present.get(QUOTAS + top + LIMITS).text());
            Map<String, Long> before = counts(top, znodes);
            return (moreZnodes != 0 && exceeds(before.get("count") + moreZnodes, limits.get("countHardLimit")))
                    || (moreBytes != 0 && exceeds(before.get("bytes") + moreBytes, limits.get("byteHardLimit")));
        }

        private boolean exceeds(long wanted, @Nullable Long limit) {
            return limit != null && limit >= 0 && wanted > limit;
        }

        private @Nullable String topOfQuota(String path) {
            for (String top = path; !top.equals(ZnodePath.ROOT); top = ZnodePath.parentOf(top)) {
                if (present.containsKey(QUOTAS + top + LIMITS)) {
                    return top;
                }
            }
            return null;
        }

        /** What a subtree with a quota holds is told by a znode beside the limits, whose versions and times stay. */
        private void countQuotas() {
            SortedSet<String> tops = new TreeSet<>();
            for (String path : touched) {
                String top = path.endsWith(STATS)
                        ? path.substring(QUOTAS.length(), path.length() - STATS.length())
                        : topOfQuota(path);
                if (top != null && present.containsKey(QUOTAS + top + STATS)) {
                    tops.add(top);
                }
            }
            for (String top : tops) {
                String path = QUOTAS + top + STATS;
                Picture old = present.get(path);
                Map<String, Long> counts = counts(top, present);
                String text = "count=" + counts.get("count") + ",bytes=" + counts.get("bytes");
                Stat was = old.stat();
                Stat stat = new Stat(
                        was.czxid(),
                        was.mzxid(),
                        was.ctime(),
                        was.mtime(),
                        was.version(),
                        was.cversion(),
                        was.aversion(),
                        was.ephemeralOwner(),
                        text.length(),
                        was.numChildren(),
                        was.pzxid());
                put(path, new Picture(text, stat, old.children(), old.acl()));
            }
        }
    }

    private static Map<String, Long> counts(String top, NavigableMap<String, Picture> all) {
        long count = 0;
        long bytes = 0;
        for (Map.Entry<String, Picture> each : all.tailMap(top, true).entrySet()) {
            String path = each.getKey();
            if (!path.startsWith(top)) {
                break;
            }
            if (path.length() == top.length() || path.charAt(top.length()) == '/') {
                count++;
                bytes += each.getValue().stat().dataLength();
            }
        }
        return Map.of("count", count, "bytes", bytes);
    }

    private static Map<String, Long> numbers(String text) {
        Map<String, Long> numbers = new TreeMap<>();
        for (String pair : text.split("[,;]", -1)) {
            String[] sides = pair.split("=", -1);
            numbers.put(sides[0], Long.parseLong(sides[1]));
        }
        return numbers;
    }

    private static String text(byte[] data) {
        return new String(data, StandardCharsets.UTF_8);
    }
}
