package io.embeddedcluster.parity.wire;

import io.embeddedcluster.internal.zookeeper.wire.Acl;
import io.embeddedcluster.internal.zookeeper.wire.AddWatchRequest;
import io.embeddedcluster.internal.zookeeper.wire.AuthRequest;
import io.embeddedcluster.internal.zookeeper.wire.CheckRequest;
import io.embeddedcluster.internal.zookeeper.wire.CreateRequest;
import io.embeddedcluster.internal.zookeeper.wire.DeleteRequest;
import io.embeddedcluster.internal.zookeeper.wire.EmptyRequest;
import io.embeddedcluster.internal.zookeeper.wire.MultiRequest;
import io.embeddedcluster.internal.zookeeper.wire.OpCode;
import io.embeddedcluster.internal.zookeeper.wire.PathRequest;
import io.embeddedcluster.internal.zookeeper.wire.PathWatchRequest;
import io.embeddedcluster.internal.zookeeper.wire.SetAclRequest;
import io.embeddedcluster.internal.zookeeper.wire.SetDataRequest;
import io.embeddedcluster.internal.zookeeper.wire.SetWatchesRequest;
import io.embeddedcluster.internal.zookeeper.wire.WatchTypeRequest;
import io.embeddedcluster.internal.zookeeper.wire.ZkRequest;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The requests of scenarios, in few words. */
final class Requests {

    static final int PERSISTENT = 0;
    static final int EPHEMERAL = 1;
    static final int SEQUENTIAL = 2;
    static final int EPHEMERAL_SEQUENTIAL = 3;
    static final int CONTAINER = 4;
    static final int TTL = 5;
    static final int TTL_SEQUENTIAL = 6;

    private Requests() {}

    static CreateRequest node(String path) {
        return node(path, "", PERSISTENT);
    }

    static CreateRequest node(String path, String data, int flags) {
        return node(OpCode.CREATE2, path, data, flags);
    }

    static CreateRequest node(OpCode op, String path, String data, int flags) {
        return new CreateRequest(op, path, bytes(data), Acl.OPEN, flags, -1);
    }

    static CreateRequest createTtl(String path, int flags, long ttlMillis) {
        return new CreateRequest(OpCode.CREATE_TTL, path, bytes("t"), Acl.OPEN, flags, ttlMillis);
    }

    static CreateRequest createWith(String path, Acl... acl) {
        return new CreateRequest(OpCode.CREATE2, path, bytes("d"), List.of(acl), PERSISTENT, -1);
    }

    static DeleteRequest delete(String path) {
        return delete(path, -1);
    }

    static DeleteRequest delete(String path, int version) {
        return new DeleteRequest(path, version);
    }

    static SetDataRequest set(String path, String data) {
        return set(path, data, -1);
    }

    static SetDataRequest set(String path, String data, int version) {
        return new SetDataRequest(path, bytes(data), version);
    }

    static SetAclRequest setAcl(String path, int version, Acl... acl) {
        return new SetAclRequest(path, List.of(acl), version);
    }

    static CheckRequest check(String path, int version) {
        return new CheckRequest(path, version);
    }

    static PathWatchRequest exists(String path) {
        return new PathWatchRequest(OpCode.EXISTS, path, false);
    }

    static PathWatchRequest get(String path) {
        return new PathWatchRequest(OpCode.GET_DATA, path, false);
    }

    static PathWatchRequest children(String path) {
        return new PathWatchRequest(OpCode.GET_CHILDREN, path, false);
    }

    static PathWatchRequest children2(String path) {
        return new PathWatchRequest(OpCode.GET_CHILDREN2, path, false);
    }

    /** The same, leaving a watch. */
    static PathWatchRequest watching(PathWatchRequest request) {
        return new PathWatchRequest(request.op(), request.path(), true);
    }

    static PathRequest getAcl(String path) {
        return new PathRequest(OpCode.GET_ACL, path);
    }

    static PathRequest countBelow(String path) {
        return new PathRequest(OpCode.GET_ALL_CHILDREN_NUMBER, path);
    }

    static PathRequest ephemerals(String prefix) {
        return new PathRequest(OpCode.GET_EPHEMERALS, prefix);
    }

    static PathRequest sync(String path) {
        return new PathRequest(OpCode.SYNC, path);
    }

    static MultiRequest multi(ZkRequest... parts) {
        return new MultiRequest(OpCode.MULTI, List.of(parts));
    }

    static MultiRequest multiRead(ZkRequest... parts) {
        return new MultiRequest(OpCode.MULTI_READ, List.of(parts));
    }

    static AddWatchRequest addWatch(String path, int mode) {
        return new AddWatchRequest(path, mode);
    }

    static WatchTypeRequest checkWatches(String path, int type) {
        return new WatchTypeRequest(OpCode.CHECK_WATCHES, path, type);
    }

    static WatchTypeRequest removeWatches(String path, int type) {
        return new WatchTypeRequest(OpCode.REMOVE_WATCHES, path, type);
    }

    static SetWatchesRequest setWatches(long zxid, List<String> data, List<String> exist, List<String> child) {
        return new SetWatchesRequest(OpCode.SET_WATCHES, zxid, data, exist, child, List.of(), List.of());
    }

    static SetWatchesRequest setWatches2(
            long zxid,
            List<String> data,
            List<String> exist,
            List<String> child,
            List<String> persistent,
            List<String> recursive) {
        return new SetWatchesRequest(OpCode.SET_WATCHES2, zxid, data, exist, child, persistent, recursive);
    }

    static AuthRequest auth(String scheme, String proof) {
        return new AuthRequest(0, scheme, bytes(proof));
    }

    static EmptyRequest whoAmI() {
        return new EmptyRequest(OpCode.WHO_AM_I);
    }

    static EmptyRequest closeSession() {
        return new EmptyRequest(OpCode.CLOSE_SESSION);
    }

    static byte[] bytes(String text) {
        return text == null ? null : text.getBytes(StandardCharsets.UTF_8);
    }
}
