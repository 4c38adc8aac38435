package io.embeddedcluster.internal.kafka.handler.records;

import io.embeddedcluster.internal.kafka.metadata.MetadataImage;
import io.embeddedcluster.internal.kafka.metadata.TopicImage;
import io.embeddedcluster.internal.kafka.model.ErrorCode;
import io.embeddedcluster.internal.kafka.model.TopicPartition;
import io.embeddedcluster.internal.kafka.replication.DelayedOperations;
import io.embeddedcluster.internal.kafka.replication.Fetcher;
import io.embeddedcluster.internal.kafka.replication.PartitionFetch;
import io.embeddedcluster.internal.kafka.replication.ReplicaReader;
import io.embeddedcluster.internal.kafka.server.Request;
import io.embeddedcluster.internal.kafka.server.RequestHandler;
import io.embeddedcluster.internal.kafka.wire.ApiKey;
import io.embeddedcluster.internal.kafka.wire.message.FetchRequest;
import io.embeddedcluster.internal.kafka.wire.message.FetchResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Reads records, for consumers up to the high watermark and for followers up to the log's end, and waits for more where
 * there is less than the fetcher wants.
 *
 * <p>Versions: 4–18 served (broker 4.4: 4–18).
 * <ul>
 *   <li>4: isolation level; without transactions the last stable offset is the high watermark
 *   <li>7: fetch sessions
 *   <li>9: the fetcher's leader epoch is checked
 *   <li>11: a consumer may read from a follower; no broker recommends another replica here
 *   <li>12: a fetcher whose last record diverges from the leader's log is told where
 *   <li>13: topics by id
 *   <li>15: a follower says its broker epoch
 *   <li>16: the present leader and its address come with a refusal
 *   <li>18: a follower says its high watermark, and is answered when the leader's is higher
 * </ul>
 *
 * <p>Not modelled: quotas, tiered storage, replica directories, choice of a replica by rack.
 *
 * @spec https://kafka.apache.org/protocol.html#The_Messages_Fetch Kafka protocol guide: Fetch
 * @spec https://cwiki.apache.org/confluence/display/KAFKA/KIP-74%3A+Add+Fetch+Response+Size+Limit+in+Bytes KIP-74
 * @spec https://cwiki.apache.org/confluence/display/KAFKA/KIP-392%3A+Allow+consumers+to+fetch+from+closest+replica
 *     KIP-392
 */
public final class FetchHandler extends RequestHandler<FetchRequest, FetchResponse> {

    /** Kafka's default of {@code fetch.max.bytes} on the broker. */
    private static final int MAX_BYTES = 55 << 20;

    private final Supplier<MetadataImage> image;
    private final ReplicaReader reader;
    private final DelayedOperations delayed;
    private final FetchSessions sessions;

    public FetchHandler(
            Supplier<MetadataImage> image, ReplicaReader reader, DelayedOperations delayed, FetchSessions sessions) {
        super(ApiKey.FETCH, FetchRequest.TYPE);
        this.image = image;
        this.reader = reader;
        this.delayed = delayed;
        this.sessions = sessions;
    }

    @Override
    public void handle(Request<FetchRequest, FetchResponse> request) {
        FetchRequest body = request.body();
        Fetcher fetcher = fetcher(request.version(), body);
        boolean usesTopicIds = request.version() >= 13;
        FetchContext context = sessions.contextOf(
                body.sessionId(),
                body.sessionEpoch(),
                fetcher.isFollower(),
                usesTopicIds,
                requested(body),
                forgotten(body));
        int maxBytes = Math.min(body.maxBytes(), MAX_BYTES);
        PendingFetch pending = new PendingFetch(
                request, context, fetcher, reader, image, Math.min(body.minBytes(), maxBytes), maxBytes);
        context.fetches().keySet().forEach(key -> resolve(key, usesTopicIds, pending));
        if (body.maxWaitMs() <= 0 || pending.partitions().isEmpty()) {
            pending.expire();
            return;
        }
        DelayedOperations.Wait wait =
                delayed.tryOrWait(pending, pending.partitions(), Duration.ofMillis(body.maxWaitMs()));
        request.onAbandoned(wait::cancel);
        request.onNextRequest(wait::expire);
    }

    @Override
    public Optional<FetchResponse> errorResponse(FetchRequest request, short version, ErrorCode error) {
        FetchResponse response = new FetchResponse().errorCode(error.code()).sessionId(request.sessionId());
        if (version >= 13) {
            return Optional.of(response);
        }
        for (FetchRequest.FetchTopic topic : request.topics()) {
            FetchResponse.FetchableTopicResponse answer = new FetchResponse.FetchableTopicResponse()
                    .topic(topic.topic())
                    .topicId(topic.topicId());
            topic.partitions()
                    .forEach(
                            partition -> answer.partitions().add(FetchResponses.refusal(partition.partition(), error)));
            response.responses().add(answer);
        }
        return Optional.of(response);
    }

    private static Fetcher fetcher(short version, FetchRequest body) {
        return version >= 15
                ? new Fetcher(
                        body.replicaState().replicaId(), body.replicaState().replicaEpoch(), true)
                : new Fetcher(body.replicaId(), -1, version >= 11);
    }

    private void resolve(FetchKey key, boolean usesTopicIds, PendingFetch pending) {
        MetadataImage known = image.get();
        Optional<TopicImage> topic = usesTopicIds ? known.topic(key.topicId()) : known.topic(key.topic());
        if (topic.isEmpty() && usesTopicIds) {
            pending.refuse(key, ErrorCode.UNKNOWN_TOPIC_ID);
        } else if (topic.flatMap(found -> found.partition(key.partition())).isEmpty()) {
            pending.refuse(key, ErrorCode.UNKNOWN_TOPIC_OR_PARTITION);
        } else {
            pending.include(key, new TopicPartition(topic.get().name(), key.partition()));
        }
    }

    private static Map<FetchKey, PartitionFetch> requested(FetchRequest body) {
        Map<FetchKey, PartitionFetch> requested = new LinkedHashMap<>();
        for (FetchRequest.FetchTopic topic : body.topics()) {
            for (FetchRequest.FetchPartition partition : topic.partitions()) {
                requested.put(
                        new FetchKey(topic.topic(), topic.topicId(), partition.partition()),
                        new PartitionFetch(
                                partition.currentLeaderEpoch(),
                                partition.fetchOffset(),
                                partition.lastFetchedEpoch(),
                                partition.logStartOffset(),
                                partition.partitionMaxBytes(),
                                partition.highWatermark()));
            }
        }
        return requested;
    }

    private static List<FetchKey> forgotten(FetchRequest body) {
        List<FetchKey> forgotten = new ArrayList<>();
        for (FetchRequest.ForgottenTopic topic : body.forgottenTopicsData()) {
            topic.partitions()
                    .forEach(partition -> forgotten.add(new FetchKey(topic.topic(), topic.topicId(), partition)));
        }
        return forgotten;
    }
}
