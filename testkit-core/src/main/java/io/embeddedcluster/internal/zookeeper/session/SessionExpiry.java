package io.embeddedcluster.internal.zookeeper.session;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * When each session ends unless its client shows itself: kept by the leader, in buckets of one tick.
 *
 * <p>As in ZooKeeper a session's end is moved up to the end of its tick, so it lasts its timeout at least and at most one
 * tick longer. Threading: the leader's event loop.
 */
public final class SessionExpiry {

    private final long tickNanos;
    // Looked up by session; never iterated.
    private final Map<Long, Long> bucketOf = new HashMap<>();
    private final TreeMap<Long, TreeSet<Long>> buckets = new TreeMap<>();

    /** Counts in that tick. */
    public SessionExpiry(Duration tick) {
        this.tickNanos = tick.toNanos();
    }

    /** Gives the session its full time from that moment on, if that is later than what it had. */
    public void touch(ServerSession session, long momentNanos) {
        long bucket = Math.floorDiv(momentNanos + session.timeoutMillis() * 1_000_000L, tickNanos) + 1;
        Long present = bucketOf.get(session.id());
        if (present == null || present < bucket) {
            remove(session.id());
            bucketOf.put(session.id(), bucket);
            buckets.computeIfAbsent(bucket, each -> new TreeSet<>()).add(session.id());
        }
    }

    /** Stops to watch over a session. */
    public void remove(long session) {
        Long bucket = bucketOf.remove(session);
        TreeSet<Long> ids = bucket == null ? null : buckets.get(bucket);
        if (ids != null) {
            ids.remove(session);
            if (ids.isEmpty()) {
                buckets.remove(bucket);
            }
        }
    }

    /** {@return each moment, in nanoseconds, at which sessions end, and which; a copy} */
    public SortedMap<Long, List<Long>> ends() {
        SortedMap<Long, List<Long>> ends = new TreeMap<>();
        buckets.forEach((bucket, sessions) -> ends.put(bucket * tickNanos, List.copyOf(sessions)));
        return ends;
    }

    /** {@return how many sessions are watched over} */
    public int size() {
        return bucketOf.size();
    }

    /** {@return the sessions whose time is over at that moment; they stay until removed} */
    public List<Long> due(long momentNanos) {
        List<Long> due = new ArrayList<>();
        buckets.headMap(Math.floorDiv(momentNanos, tickNanos), true).values().forEach(due::addAll);
        return due;
    }
}
