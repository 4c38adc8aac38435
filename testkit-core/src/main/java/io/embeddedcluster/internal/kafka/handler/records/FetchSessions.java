package io.embeddedcluster.internal.kafka.handler.records;

import io.embeddedcluster.internal.host.Clock;
import io.embeddedcluster.internal.kafka.model.ErrorCode;
import io.embeddedcluster.internal.kafka.replication.PartitionFetch;
import io.embeddedcluster.internal.kafka.wire.message.FetchResponse;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * The fetch sessions of one broker, at most {@value #MAX_SESSIONS}. Where there is no room, a session idle for two
 * minutes makes place, or a smaller one that is older than that; a follower's session makes place for no consumer's.
 * Without room a fetcher is served all the same, each of its requests standing alone.
 *
 * @spec https://cwiki.apache.org/confluence/display/KAFKA/KIP-227%3A+Introduce+Incremental+FetchRequests+to+Increase+Partition+Scalability
 *     KIP-227
 */
public final class FetchSessions {

    /** Kafka's default of {@code max.incremental.fetch.session.cache.slots}. */
    static final int MAX_SESSIONS = 1000;

    /** Kafka's {@code MIN_INCREMENTAL_FETCH_SESSION_EVICTION_MS}. */
    static final long EVICTION_MILLIS = 120_000;

    private static final int NO_SESSION = 0;
    private static final int INITIAL_EPOCH = 0;
    private static final int FINAL_EPOCH = -1;

    private final Clock clock;
    private final RandomGenerator random;
    private final int maxSessions;
    private final LinkedHashMap<Integer, FetchSession> sessions = new LinkedHashMap<>();

    public FetchSessions(Clock clock, RandomGenerator random) {
        this(clock, random, MAX_SESSIONS);
    }

    public FetchSessions(Clock clock, RandomGenerator random, int maxSessions) {
        this.clock = clock;
        this.random = random;
        this.maxSessions = maxSessions;
    }

    /** Returns what the request means, and takes over its changes where it belongs to a session. */
    FetchContext contextOf(
            int sessionId,
            int sessionEpoch,
            boolean fromFollower,
            boolean usesTopicIds,
            Map<FetchKey, PartitionFetch> requested,
            List<FetchKey> forgotten) {
        if (sessionEpoch == INITIAL_EPOCH || sessionEpoch == FINAL_EPOCH) {
            sessions.remove(sessionId);
            return sessionEpoch == FINAL_EPOCH
                    ? new FetchContext.Sessionless(requested)
                    : new FetchContext.Full(requested, this, fromFollower, usesTopicIds);
        }
        FetchSession session = sessions.get(sessionId);
        if (session == null) {
            return new FetchContext.Refused(ErrorCode.FETCH_SESSION_ID_NOT_FOUND);
        }
        if (session.epoch() != sessionEpoch) {
            return new FetchContext.Refused(ErrorCode.INVALID_FETCH_SESSION_EPOCH);
        }
        if (session.usesTopicIds() != usesTopicIds) {
            return new FetchContext.Refused(ErrorCode.FETCH_SESSION_TOPIC_ID_ERROR);
        }
        session.update(requested, forgotten);
        if (session.isEmpty()) {
            sessions.remove(sessionId);
            return new FetchContext.Sessionless(requested);
        }
        session.touch(clock.millis());
        session.advanceEpoch();
        return new FetchContext.Incremental(session, session.epoch());
    }

    /** Opens a session and returns its id, or 0 where there is no room. */
    int open(
            boolean privileged,
            boolean usesTopicIds,
            Map<FetchKey, PartitionFetch> fetches,
            Map<FetchKey, FetchResponse.PartitionData> answers) {
        long now = clock.millis();
        if (sessions.size() >= maxSessions && !evict(privileged, answers.size(), now)) {
            return NO_SESSION;
        }
        FetchSession session = new FetchSession(unusedId(), privileged, usesTopicIds, now);
        answers.forEach((key, answer) -> {
            PartitionFetch fetch = fetches.get(key);
            if (fetch != null) {
                session.remember(key, fetch, answer);
            }
        });
        sessions.put(session.id(), session);
        return session.id();
    }

    int size() {
        return sessions.size();
    }

    private int unusedId() {
        int id;
        do {
            id = random.nextInt(1, Integer.MAX_VALUE);
        } while (sessions.containsKey(id));
        return id;
    }

    private boolean evict(boolean privileged, int size, long now) {
        Optional<FetchSession> oldest =
                sessions.values().stream().min(Comparator.comparingLong(FetchSession::lastUsedMillis));
        if (oldest.isPresent() && now - oldest.get().lastUsedMillis() > EVICTION_MILLIS) {
            sessions.remove(oldest.get().id());
            return true;
        }
        Optional<FetchSession> smallest = sessions.values().stream()
                .filter(session -> isOld(session, now) || (privileged && !session.isPrivileged()))
                .min(Comparator.comparing(FetchSession::isPrivileged).thenComparingInt(FetchSession::size));
        if (smallest.isEmpty() || !outranks(privileged, size, smallest.get())) {
            return false;
        }
        sessions.remove(smallest.get().id());
        return true;
    }

    private static boolean isOld(FetchSession session, long now) {
        return now - session.createdMillis() > EVICTION_MILLIS;
    }

    private static boolean outranks(boolean privileged, int size, FetchSession other) {
        return privileged == other.isPrivileged() ? size >= other.size() : privileged;
    }
}
