package io.embeddedcluster.internal.zookeeper.tree;

import org.jspecify.annotations.Nullable;

/**
 * That a change would exceed a quota.
 *
 * @param isHard whether the limit is a hard one
 * @param words which limit is exceeded by what, for the journal
 */
public record QuotaExcess(boolean isHard, String words) {

    /** Looks at the number of znodes first; where a limit is hard, its soft one does not count. */
    static @Nullable QuotaExcess find(
            String subtree, QuotaNumbers allowed, QuotaNumbers present, long bytes, long count) {
        QuotaExcess ofCount = count == 0
                ? null
                : find(
                        subtree + " count",
                        allowed.get(QuotaNumbers.COUNT_HARD_LIMIT),
                        allowed.get(QuotaNumbers.COUNT),
                        present.get(QuotaNumbers.COUNT) + count);
        if (ofCount != null && ofCount.isHard()) {
            return ofCount;
        }
        QuotaExcess ofBytes = bytes == 0
                ? null
                : find(
                        subtree + " bytes",
                        allowed.get(QuotaNumbers.BYTE_HARD_LIMIT),
                        allowed.get(QuotaNumbers.BYTES),
                        present.get(QuotaNumbers.BYTES) + bytes);
        return ofBytes == null ? ofCount : ofBytes;
    }

    private static @Nullable QuotaExcess find(String what, long hardLimit, long softLimit, long wanted) {
        boolean isHard = hardLimit > QuotaNumbers.UNLIMITED;
        long limit = isHard ? hardLimit : softLimit;
        return limit > QuotaNumbers.UNLIMITED && wanted > limit
                ? new QuotaExcess(isHard, what + "=" + wanted + " (expected: at most " + limit + ")")
                : null;
    }
}
