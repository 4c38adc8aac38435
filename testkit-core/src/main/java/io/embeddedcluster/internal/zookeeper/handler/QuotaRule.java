package io.embeddedcluster.internal.zookeeper.handler;

import io.embeddedcluster.internal.zookeeper.tree.QuotaExcess;
import io.embeddedcluster.internal.zookeeper.wire.ZkErrorCode;
import org.jspecify.annotations.Nullable;

/** Refuses a write that exceeds a hard limit of a quota, where limits are enforced; remarks one that exceeds a soft limit. */
final class QuotaRule {

    private QuotaRule() {}

    /**
     * Returns why a change is refused, or null where it is not.
     *
     * @param bytes by which the data grow
     * @param count by which the number of znodes grows
     */
    static @Nullable ZkErrorCode check(WriteContext context, String path, long bytes, long count) {
        if (!context.rules().enforceQuota()) {
            return null;
        }
        QuotaExcess excess;
        try {
            excess = context.transaction().excess(path, bytes, count);
        } catch (IllegalArgumentException unreadable) {
            // As in ZooKeeper, limits that make no sense stop every write below them.
            return ZkErrorCode.MARSHALLING_ERROR;
        }
        if (excess == null) {
            return null;
        }
        context.remark("quota exceeded: " + excess.words());
        return excess.isHard() ? ZkErrorCode.QUOTA_EXCEEDED : null;
    }
}
