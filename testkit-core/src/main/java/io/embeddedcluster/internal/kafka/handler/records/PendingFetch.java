package io.embeddedcluster.internal.kafka.handler.records;

import io.embeddedcluster.internal.kafka.log.EpochEnd;
import io.embeddedcluster.internal.kafka.metadata.MetadataImage;
import io.embeddedcluster.internal.kafka.metadata.PartitionImage;
import io.embeddedcluster.internal.kafka.model.ErrorCode;
import io.embeddedcluster.internal.kafka.model.TopicPartition;
import io.embeddedcluster.internal.kafka.replication.DelayedOperation;
import io.embeddedcluster.internal.kafka.replication.Fetcher;
import io.embeddedcluster.internal.kafka.replication.PartitionFetch;
import io.embeddedcluster.internal.kafka.replication.ReplicaRead;
import io.embeddedcluster.internal.kafka.replication.ReplicaReader;
import io.embeddedcluster.internal.kafka.server.Request;
import io.embeddedcluster.internal.kafka.wire.message.FetchRequest;
import io.embeddedcluster.internal.kafka.wire.message.FetchResponse;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Supplier;

/**
 * A Fetch that waits until there are enough bytes, or something to tell that cannot wait: an error, a log that diverges, or
 * a high watermark that a follower does not know.
 */
final class PendingFetch implements DelayedOperation {

    private static final byte READ_COMMITTED = 1;

    private final Request<FetchRequest, FetchResponse> request;
    private final FetchContext context;
    private final Fetcher fetcher;
    private final ReplicaReader reader;
    private final Supplier<MetadataImage> image;
    private final int minBytes;
    private final int maxBytes;
    private final Map<FetchKey, PartitionFetch> fetches;
    private final LinkedHashMap<FetchKey, TopicPartition> included = new LinkedHashMap<>();
    private final LinkedHashMap<FetchKey, ErrorCode> refused = new LinkedHashMap<>();
    private boolean isFirstTry = true;

    PendingFetch(
            Request<FetchRequest, FetchResponse> request,
            FetchContext context,
            Fetcher fetcher,
            ReplicaReader reader,
            Supplier<MetadataImage> image,
            int minBytes,
            int maxBytes) {
        this.request = request;
        this.context = context;
        this.fetcher = fetcher;
        this.reader = reader;
        this.image = image;
        this.minBytes = minBytes;
        this.maxBytes = maxBytes;
        this.fetches = context.fetches();
    }

    /** Reads this partition. */
    void include(FetchKey key, TopicPartition topicPartition) {
        included.put(key, topicPartition);
    }

    /** Does not read this partition, and answers with an error for it. */
    void refuse(FetchKey key, ErrorCode error) {
        refused.put(key, error);
    }

    /** {@return the partitions to read} */
    Collection<TopicPartition> partitions() {
        return included.values();
    }

    @Override
    public boolean tryComplete() {
        Map<FetchKey, ReplicaRead> reads = readAll();
        if (!isEnough(reads)) {
            return false;
        }
        respond(reads);
        return true;
    }

    @Override
    public void expire() {
        respond(readAll());
    }

    @Override
    public void fail(Throwable problem) {
        request.fail(problem);
    }

    /** KIP-74: the first partition with data returns at least one batch, then all limits hold. */
    private Map<FetchKey, ReplicaRead> readAll() {
        Map<FetchKey, ReplicaRead> reads = new LinkedHashMap<>();
        int remaining = maxBytes;
        boolean atLeastOneBatch = true;
        for (Map.Entry<FetchKey, TopicPartition> entry : included.entrySet()) {
            PartitionFetch fetch = fetch(entry.getKey());
            ReplicaRead read = reader.read(
                    entry.getValue(),
                    entry.getKey().topicId(),
                    fetcher,
                    fetch,
                    Math.min(fetch.maxBytes(), remaining),
                    atLeastOneBatch,
                    isFirstTry);
            int size = read.records().remaining();
            atLeastOneBatch &= size == 0;
            remaining = Math.max(0, remaining - size);
            reads.put(entry.getKey(), read);
        }
        isFirstTry = false;
        return reads;
    }

    private PartitionFetch fetch(FetchKey key) {
        PartitionFetch fetch = fetches.get(key);
        if (fetch == null) {
            throw new IllegalStateException(key + " is not in " + fetches.keySet());
        }
        return fetch;
    }

    private boolean isEnough(Map<FetchKey, ReplicaRead> reads) {
        long bytes = 0;
        for (Map.Entry<FetchKey, ReplicaRead> entry : reads.entrySet()) {
            ReplicaRead read = entry.getValue();
            if (read.error() != ErrorCode.NONE
                    || read.isDiverging()
                    || fetch(entry.getKey()).lacksHighWatermark(read.highWatermark())) {
                return true;
            }
            bytes += read.records().remaining();
        }
        return bytes >= minBytes;
    }

    private void respond(Map<FetchKey, ReplicaRead> reads) {
        LinkedHashMap<FetchKey, FetchResponse.PartitionData> answers = new LinkedHashMap<>();
        List<Integer> leaders = new ArrayList<>();
        reads.forEach((key, read) -> answers.put(key, answer(key, read, leaders)));
        refused.forEach((key, error) -> answers.put(key, FetchResponses.refusal(key.partition(), error)));
        FetchResponse response = context.respond(answers);
        if (request.version() >= 16) {
            new TreeSet<>(leaders)
                    .forEach(nodeId -> image.get()
                            .broker(nodeId)
                            .ifPresent(broker -> response.nodeEndpoints()
                                    .add(new FetchResponse.NodeEndpoint()
                                            .nodeId(broker.nodeId())
                                            .host(broker.host())
                                            .port(broker.port())
                                            .rack(broker.rack()))));
        }
        request.respond(response);
    }

    private FetchResponse.PartitionData answer(FetchKey key, ReplicaRead read, List<Integer> leaders) {
        FetchResponse.PartitionData answer = new FetchResponse.PartitionData()
                .partitionIndex(key.partition())
                .errorCode(read.error().code())
                .highWatermark(read.highWatermark())
                .lastStableOffset(read.highWatermark())
                .logStartOffset(read.logStartOffset())
                .abortedTransactions(request.body().isolationLevel() == READ_COMMITTED ? new ArrayList<>() : null)
                .records(read.records());
        EpochEnd diverging = read.divergingEnd();
        if (read.isDiverging() && request.version() >= 12) {
            answer.divergingEpoch().epoch(diverging.leaderEpoch()).endOffset(diverging.endOffset());
        }
        boolean isAboutLeader =
                read.error() == ErrorCode.NOT_LEADER_OR_FOLLOWER || read.error() == ErrorCode.FENCED_LEADER_EPOCH;
        if (isAboutLeader && request.version() >= 16) {
            // KIP-951: the fetcher need not ask for metadata to go on.
            Optional<PartitionImage> partition =
                    Optional.ofNullable(included.get(key)).flatMap(image.get()::partition);
            partition.ifPresent(now -> {
                answer.currentLeader().leaderId(now.leader()).leaderEpoch(now.leaderEpoch());
                leaders.add(now.leader());
            });
        }
        return answer;
    }
}
