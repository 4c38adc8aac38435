package io.embeddedcluster.internal.zookeeper;

import io.embeddedcluster.internal.zookeeper.replicated.StateSnapshot;
import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One server at one moment, to be compared with others.
 *
 * @param mode what it is
 * @param isServing whether it serves clients who also write
 * @param appliedIndex the number of the last log entry that it has applied
 * @param zxid the last transaction that it has applied
 * @param digests of its tree at earlier transactions, by zxid
 * @param state what it holds, as {@link StateSnapshot} reads it
 */
public record ServerPicture(
        ServerMode mode,
        boolean isServing,
        long appliedIndex,
        long zxid,
        SortedMap<Long, Long> digests,
        ByteBuffer state) {

    /** Copies the digests. */
    public ServerPicture {
        digests = Collections.unmodifiableSortedMap(new TreeMap<>(digests));
    }

    /** {@return whether it decides} */
    public boolean isLeader() {
        return mode == ServerMode.LEADER || mode == ServerMode.STANDALONE;
    }
}
