package io.embeddedcluster.internal.kafka.handler.records;

import io.embeddedcluster.internal.kafka.replication.PartitionFetch;
import io.embeddedcluster.internal.kafka.wire.message.FetchResponse;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the broker remembers of one fetcher between its requests: the partitions it wants, and what it was told last.
 *
 * @spec https://cwiki.apache.org/confluence/display/KAFKA/KIP-227%3A+Introduce+Incremental+FetchRequests+to+Increase+Partition+Scalability
 *     KIP-227
 */
final class FetchSession {

    private final int id;
    private final boolean privileged;
    private final boolean usesTopicIds;
    private final long createdMillis;
    private final LinkedHashMap<FetchKey, CachedPartition> partitions = new LinkedHashMap<>();
    private long lastUsedMillis;
    private int epoch;

    FetchSession(int id, boolean privileged, boolean usesTopicIds, long nowMillis) {
        this.id = id;
        this.privileged = privileged;
        this.usesTopicIds = usesTopicIds;
        this.createdMillis = nowMillis;
        this.lastUsedMillis = nowMillis;
        this.epoch = 1;
    }

    int id() {
        return id;
    }

    int epoch() {
        return epoch;
    }

    /** {@return whether the session belongs to a follower} */
    boolean isPrivileged() {
        return privileged;
    }

    boolean usesTopicIds() {
        return usesTopicIds;
    }

    long createdMillis() {
        return createdMillis;
    }

    long lastUsedMillis() {
        return lastUsedMillis;
    }

    int size() {
        return partitions.size();
    }

    boolean isEmpty() {
        return partitions.isEmpty();
    }

    void touch(long nowMillis) {
        lastUsedMillis = nowMillis;
    }

    /** Goes on to the next epoch, which skips 0 when it wraps. */
    void advanceEpoch() {
        epoch = epoch == Integer.MAX_VALUE ? 1 : epoch + 1;
    }

    /** Takes over what an incremental request adds, changes and removes. */
    void update(Map<FetchKey, PartitionFetch> requested, List<FetchKey> forgotten) {
        requested.forEach((key, fetch) -> {
            CachedPartition known = partitions.get(key);
            if (known == null) {
                partitions.put(key, new CachedPartition(fetch));
            } else {
                known.fetch = fetch;
            }
        });
        forgotten.forEach(partitions::remove);
    }

    /** Remembers what the response that opens the session says. */
    void remember(FetchKey key, PartitionFetch fetch, FetchResponse.PartitionData answer) {
        CachedPartition cached = new CachedPartition(fetch);
        cached.told(answer);
        partitions.put(key, cached);
    }

    Map<FetchKey, PartitionFetch> fetches() {
        LinkedHashMap<FetchKey, PartitionFetch> fetches = new LinkedHashMap<>();
        partitions.forEach((key, cached) -> fetches.put(key, cached.fetch));
        return fetches;
    }

    /** Leaves in the answers only what is news to the fetcher, and remembers that. */
    void keepNews(Map<FetchKey, FetchResponse.PartitionData> answers) {
        List<FetchKey> served = new ArrayList<>();
        for (Iterator<Map.Entry<FetchKey, FetchResponse.PartitionData>> i =
                        answers.entrySet().iterator();
                i.hasNext(); ) {
            Map.Entry<FetchKey, FetchResponse.PartitionData> answer = i.next();
            CachedPartition cached = partitions.get(answer.getKey());
            boolean isNews = cached == null || cached.isNews(answer.getValue());
            if (cached != null) {
                cached.told(answer.getValue());
            }
            if (!isNews) {
                i.remove();
            } else if (FetchResponses.sizeOfRecords(answer.getValue()) > 0) {
                served.add(answer.getKey());
            }
        }
        // KIP-227: a partition that returned data goes to the end, so that none is starved by the response limit.
        for (FetchKey key : served) {
            CachedPartition cached = partitions.remove(key);
            if (cached != null) {
                partitions.put(key, cached);
            }
        }
    }

    private static final class CachedPartition {

        private PartitionFetch fetch;
        private long highWatermark = -1;
        private long logStartOffset = -1;

        CachedPartition(PartitionFetch fetch) {
            this.fetch = fetch;
        }

        boolean isNews(FetchResponse.PartitionData answer) {
            return FetchResponses.sizeOfRecords(answer) > 0
                    || highWatermark != answer.highWatermark()
                    || fetch.lacksHighWatermark(answer.highWatermark())
                    || logStartOffset != answer.logStartOffset()
                    || answer.preferredReadReplica() >= 0
                    || answer.errorCode() != 0
                    || answer.divergingEpoch().epoch() >= 0;
        }

        void told(FetchResponse.PartitionData answer) {
            // An error is told again and again, and so is the state after it. A fetcher whose log has parted from this
            // one takes nothing from the answer but where; what it is told after it has cut its log counts.
            boolean isTakenIn =
                    answer.errorCode() == 0 && answer.divergingEpoch().epoch() < 0;
            highWatermark = isTakenIn ? answer.highWatermark() : -1;
            logStartOffset = answer.logStartOffset();
        }
    }
}
