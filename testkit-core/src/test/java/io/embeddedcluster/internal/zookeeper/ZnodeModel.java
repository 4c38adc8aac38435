package io.embeddedcluster.internal.zookeeper;

import io.embeddedcluster.internal.zookeeper.handler.WriteResult;
import io.embeddedcluster.internal.zookeeper.tree.ZnodePath;
import io.embeddedcluster.internal.zookeeper.wire.CheckRequest;
import io.embeddedcluster.internal.zookeeper.wire.CreateMode;
import io.embeddedcluster.internal.zookeeper.wire.CreateRequest;
import io.embeddedcluster.internal.zookeeper.wire.DeleteRequest;
import io.embeddedcluster.internal.zookeeper.wire.MultiRequest;
import io.embeddedcluster.internal.zookeeper.wire.MultiResult;
import io.embeddedcluster.internal.zookeeper.wire.OpCode;
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
 * are not their own witnesses. Knows the writes that simulated clients ask for, without ACLs and quotas.
 */
final class ZnodeModel {

    /** The root as a new ensemble has it. */
    static final Picture ROOT = new Picture("", new Stat(0, 0, 0, 0, 0, -1, 0, 0, 0, 1, 0), List.of("zookeeper"));

    private NavigableMap<String, Picture> znodes = new TreeMap<>(Map.of(ZnodePath.ROOT, ROOT));

    /**
     * What came of one write.
     *
     * @param result as the client is to be told
     * @param events that watches may ask for, in order
     * @param after each znode that is not as before, null where it is gone
     */
    record Step(WriteResult result, List<WatchEvent> events, Map<String, @Nullable Picture> after) {}

    /** Does what a session asks. */
    Step write(long zxid, long millis, long session, ZkRequest request) {
        Draft draft = new Draft(zxid, millis, session);
        WriteResult result = request instanceof MultiRequest multi ? draft.multi(multi) : draft.single(request);
        if (!result.error().isOk()) {
            return new Step(result, List.of(), Map.of());
        }
        return draft.accept(result);
    }

    /** Ends a session: its ephemeral znodes go. */
    Step end(long zxid, long session) {
        Draft draft = new Draft(zxid, 0, session);
        znodes.forEach((path, picture) -> {
            if (picture.stat().ephemeralOwner() == session) {
                draft.remove(path);
            }
        });
        return draft.accept(WriteResult.done());
    }

    /** One write that is not final yet. */
    private final class Draft {

        private final long zxid;
        private final long millis;
        private final long session;
        private final NavigableMap<String, Picture> present = new TreeMap<>(znodes);
        private final List<WatchEvent> events = new ArrayList<>();
        private final SortedSet<String> touched = new TreeSet<>();

        Draft(long zxid, long millis, long session) {
            this.zxid = zxid;
            this.millis = millis;
            this.session = session;
        }

        private Step accept(WriteResult result) {
            znodes = present;
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
                parts.add(new MultiResult(part.op(), ZkErrorCode.OK, result.path(), result.stat()));
            }
            return new WriteResult(ZkErrorCode.OK, null, null, parts);
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
            CheckRequest check = (CheckRequest) request;
            ZkErrorCode error = mismatch(check.path(), check.version());
            return error == null ? WriteResult.done() : WriteResult.failed(error);
        }

        private @Nullable ZkErrorCode mismatch(String path, int version) {
            Picture picture = present.get(path);
            if (picture == null) {
                return ZkErrorCode.NO_NODE;
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
            Stat before = parent.stat();
            int creations = (before.cversion() + before.numChildren()) / 2;
            String path = request.path() + (mode.isSequential() ? String.format(Locale.ROOT, "%010d", creations) : "");
            if (present.containsKey(path)) {
                return WriteResult.failed(ZkErrorCode.NODE_EXISTS);
            }
            if (before.ephemeralOwner() != 0) {
                return WriteResult.failed(ZkErrorCode.NO_CHILDREN_FOR_EPHEMERALS);
            }
            long owner = mode.isEphemeral() ? session : 0;
            Stat stat = new Stat(zxid, zxid, millis, millis, 0, 0, 0, owner, request.data().length, 0, zxid);
            put(path, new Picture(new String(request.data(), StandardCharsets.UTF_8), stat, List.of()));
            List<String> children = new ArrayList<>(parent.children());
            children.add(ZnodePath.nameOf(path));
            putParent(above, parent, children);
            events.add(new WatchEvent(WatchEventType.NODE_CREATED, path, zxid));
            events.add(new WatchEvent(WatchEventType.NODE_CHILDREN_CHANGED, above, zxid));
            return WriteResult.done(path, request.op() == OpCode.CREATE ? null : stat);
        }

        private WriteResult delete(DeleteRequest request) {
            ZkErrorCode error = mismatch(request.path(), request.version());
            if (error == null && !present.get(request.path()).children().isEmpty()) {
                error = ZkErrorCode.NOT_EMPTY;
            }
            if (error != null) {
                return WriteResult.failed(error);
            }
            remove(request.path());
            return WriteResult.done();
        }

        private void remove(String path) {
            present.remove(path);
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
            ZkErrorCode error = mismatch(request.path(), request.version());
            if (error != null) {
                return WriteResult.failed(error);
            }
            Picture old = present.get(request.path());
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
            put(request.path(), new Picture(new String(request.data(), StandardCharsets.UTF_8), stat, old.children()));
            events.add(new WatchEvent(WatchEventType.NODE_DATA_CHANGED, request.path(), zxid));
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
            put(path, new Picture(parent.text(), stat, List.copyOf(children)));
        }

        private void put(String path, Picture picture) {
            present.put(path, picture);
            touched.add(path);
        }
    }
}
