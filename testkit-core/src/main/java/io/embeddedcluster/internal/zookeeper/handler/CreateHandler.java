package io.embeddedcluster.internal.zookeeper.handler;

import io.embeddedcluster.internal.zookeeper.tree.EphemeralOwner;
import io.embeddedcluster.internal.zookeeper.tree.Znode;
import io.embeddedcluster.internal.zookeeper.tree.ZnodePath;
import io.embeddedcluster.internal.zookeeper.wire.Acl;
import io.embeddedcluster.internal.zookeeper.wire.CreateMode;
import io.embeddedcluster.internal.zookeeper.wire.CreateRequest;
import io.embeddedcluster.internal.zookeeper.wire.OpCode;
import io.embeddedcluster.internal.zookeeper.wire.Stat;
import io.embeddedcluster.internal.zookeeper.wire.ZkErrorCode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Creates a znode: create, create2, createContainer and createTTL.
 *
 * <p>The order of the checks is ZooKeeper's, since it decides which error a request with several faults gets.
 */
final class CreateHandler implements WriteHandler<CreateRequest> {

    private static final int SUFFIX_PLACES = 10;

    @Override
    public WriteResult handle(WriteContext context, CreateRequest request) {
        CreateMode mode = CreateMode.of(request.flags());
        if (mode == null) {
            return WriteResult.failed(ZkErrorCode.BAD_ARGUMENTS);
        }
        if (mode.isTtl() && !context.rules().extendedTypes()) {
            return WriteResult.failed(ZkErrorCode.UNIMPLEMENTED);
        }
        if (!hasRightTtl(request, mode) || request.path().indexOf('/') < 0 || ZnodePath.holdsNull(request.path())) {
            return WriteResult.failed(ZkErrorCode.BAD_ARGUMENTS);
        }
        List<Acl> acl = Acls.resolve(request.acl(), context.ids(), context.rules());
        if (acl == null) {
            return WriteResult.failed(ZkErrorCode.INVALID_ACL);
        }
        String parentPath = ZnodePath.parentOf(request.path());
        Znode parent = context.find(parentPath);
        if (parent == null) {
            return WriteResult.failed(ZkErrorCode.NO_NODE);
        }
        if (!context.permits(parent.acl(), Acls.CREATE)) {
            return WriteResult.failed(ZkErrorCode.NO_AUTH);
        }
        String path = request.path()
                + (mode.isSequential() ? suffix(context.transaction().nextChildNumber(parentPath)) : "");
        ZkErrorCode error = checkPlace(context, path, parent);
        if (error != null) {
            return WriteResult.failed(error);
        }
        error = QuotaRule.check(context, path, request.data() == null ? 0 : request.data().length, 1);
        if (error != null) {
            return WriteResult.failed(error);
        }
        long owner = owner(mode, request, context.session());
        Stat stat = context.transaction().create(path, request.data(), acl, owner);
        return WriteResult.done(path, request.op() == OpCode.CREATE ? null : stat);
    }

    /** A TTL belongs to TTL nodes only, and only createTTL makes those. */
    private static boolean hasRightTtl(CreateRequest request, CreateMode mode) {
        if (mode.isTtl()) {
            return request.ttlMillis() > 0 && request.ttlMillis() <= EphemeralOwner.MAX_TTL_MILLIS;
        }
        return request.ttlMillis() < 0 && request.op() != OpCode.CREATE_TTL;
    }

    /** Ten places, of which the sign of a number that has gone over the greatest is one. */
    private static String suffix(int number) {
        String sign = number < 0 ? "-" : "";
        String digits = Long.toString(Math.abs((long) number));
        return sign + "0".repeat(Math.max(0, SUFFIX_PLACES - sign.length() - digits.length())) + digits;
    }

    private static @Nullable ZkErrorCode checkPlace(WriteContext context, String path, Znode parent) {
        if (ZnodePath.problem(path) != null) {
            return ZkErrorCode.BAD_ARGUMENTS;
        }
        if (context.find(path) != null) {
            return ZkErrorCode.NODE_EXISTS;
        }
        return EphemeralOwner.isSession(parent.ephemeralOwner()) ? ZkErrorCode.NO_CHILDREN_FOR_EPHEMERALS : null;
    }

    private static long owner(CreateMode mode, CreateRequest request, long session) {
        // As in ZooKeeper the operation alone makes a container, whatever its flags say, and a create with the flags of
        // a
        // container makes a persistent znode.
        if (request.op() == OpCode.CREATE_CONTAINER) {
            return EphemeralOwner.CONTAINER;
        }
        if (mode.isTtl()) {
            return EphemeralOwner.ofTtl(request.ttlMillis());
        }
        return mode.isEphemeral() ? session : EphemeralOwner.NONE;
    }
}
