package io.embeddedcluster.internal.kafka.replication;

import io.embeddedcluster.internal.kafka.model.Uuid;
import io.embeddedcluster.internal.kafka.wire.message.FetchRequest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The follower's side of its fetch session with one leader: tells the leader only what has changed since the last request.
 *
 * @spec https://cwiki.apache.org/confluence/display/KAFKA/KIP-227%3A+Introduce+Incremental+FetchRequests+to+Increase+Partition+Scalability
 *     KIP-227
 */
final class FollowerSession {

    private static final int NONE = 0;
    private static final int INITIAL_EPOCH = 0;

    private final LinkedHashMap<FollowedKey, PartitionFetch> told = new LinkedHashMap<>();
    private int id = NONE;
    private int nextEpoch = INITIAL_EPOCH;
    private boolean refused;

    /** {@return whether the leader had no room for the session that was last asked for} */
    boolean isRefused() {
        return refused;
    }

    /** {@return whether the next request opens a new session} */
    boolean isFull() {
        return nextEpoch == INITIAL_EPOCH;
    }

    /** Returns a request for these partitions, without what concerns the whole of it. */
    FetchRequest next(Map<FollowedKey, PartitionFetch> wanted) {
        FetchRequest request = new FetchRequest().sessionId(id).sessionEpoch(nextEpoch);
        if (isFull()) {
            told.clear();
        }
        List<FollowedKey> forgotten = new ArrayList<>(told.keySet());
        forgotten.removeAll(wanted.keySet());
        forgotten.forEach(key -> forget(request, key));
        told.keySet().removeAll(forgotten);
        wanted.forEach((key, fetch) -> {
            if (!fetch.equals(told.put(key, fetch))) {
                tell(request, key, fetch);
            }
        });
        if (!isFull()) {
            nextEpoch = nextEpoch == Integer.MAX_VALUE ? 1 : nextEpoch + 1;
        }
        return request;
    }

    /** The leader has answered without an error for the whole. */
    void answered(int sessionId) {
        if (isFull()) {
            id = sessionId;
            refused = sessionId == NONE;
            nextEpoch = sessionId == NONE ? INITIAL_EPOCH : 1;
        }
    }

    /** The leader knows no such session, or the connection is lost: begin anew. */
    void reset() {
        nextEpoch = INITIAL_EPOCH;
    }

    private static void forget(FetchRequest request, FollowedKey key) {
        List<FetchRequest.ForgottenTopic> topics = request.forgottenTopicsData();
        FetchRequest.ForgottenTopic last = topics.isEmpty() ? null : topics.get(topics.size() - 1);
        if (last == null || !last.topicId().equals(key.topicId())) {
            last = new FetchRequest.ForgottenTopic().topicId(key.topicId());
            topics.add(last);
        }
        last.partitions().add(key.partition());
    }

    private static void tell(FetchRequest request, FollowedKey key, PartitionFetch fetch) {
        topic(request, key.topicId())
                .partitions()
                .add(new FetchRequest.FetchPartition()
                        .partition(key.partition())
                        .currentLeaderEpoch(fetch.currentLeaderEpoch())
                        .fetchOffset(fetch.fetchOffset())
                        .lastFetchedEpoch(fetch.lastFetchedEpoch())
                        .logStartOffset(fetch.logStartOffset())
                        .partitionMaxBytes(fetch.maxBytes())
                        .highWatermark(fetch.highWatermark()));
    }

    private static FetchRequest.FetchTopic topic(FetchRequest request, Uuid topicId) {
        List<FetchRequest.FetchTopic> topics = request.topics();
        FetchRequest.FetchTopic last = topics.isEmpty() ? null : topics.get(topics.size() - 1);
        if (last == null || !last.topicId().equals(topicId)) {
            last = new FetchRequest.FetchTopic().topicId(topicId);
            topics.add(last);
        }
        return last;
    }
}
