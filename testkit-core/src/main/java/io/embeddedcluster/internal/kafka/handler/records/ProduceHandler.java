package io.embeddedcluster.internal.kafka.handler.records;

import io.embeddedcluster.internal.host.Host;
import io.embeddedcluster.internal.kafka.log.AppendResult.Rejected;
import io.embeddedcluster.internal.kafka.log.ProducedBatch;
import io.embeddedcluster.internal.kafka.log.ProducedRecords;
import io.embeddedcluster.internal.kafka.log.RecordFormatException;
import io.embeddedcluster.internal.kafka.metadata.MetadataImage;
import io.embeddedcluster.internal.kafka.metadata.TopicImage;
import io.embeddedcluster.internal.kafka.model.ErrorCode;
import io.embeddedcluster.internal.kafka.model.TopicName;
import io.embeddedcluster.internal.kafka.model.TopicPartition;
import io.embeddedcluster.internal.kafka.replication.ReplicaAppender;
import io.embeddedcluster.internal.kafka.server.Request;
import io.embeddedcluster.internal.kafka.server.RequestHandler;
import io.embeddedcluster.internal.kafka.wire.ApiKey;
import io.embeddedcluster.internal.kafka.wire.message.ProduceRequest;
import io.embeddedcluster.internal.kafka.wire.message.ProduceRequest.PartitionProduceData;
import io.embeddedcluster.internal.kafka.wire.message.ProduceRequest.TopicProduceData;
import io.embeddedcluster.internal.kafka.wire.message.ProduceResponse;
import io.embeddedcluster.internal.kafka.wire.message.ProduceResponse.PartitionProduceResponse;
import io.embeddedcluster.internal.observer.NodeObserver;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Appends record batches to the partitions that this broker leads, and answers when as many replicas have them as the
 * producer asks for.
 *
 * <p>Versions: 3–13 served, 0–13 advertised (broker 4.4: the same). librdkafka mistakes a broker without version 0 for one
 * that is too old for it, so Kafka shows versions that it refuses.
 * <ul>
 *   <li>acks=0: no response; an error closes the connection, so that the producer learns that there is one
 *   <li>7: zstd is allowed
 *   <li>8: which records are to blame for an error
 *   <li>10: the present leader and its address come with NOT_LEADER_OR_FOLLOWER
 *   <li>13: topics by id
 * </ul>
 *
 * <p>Not modelled: transactions, quotas, recompression.
 *
 * @spec https://kafka.apache.org/protocol.html#The_Messages_Produce Kafka protocol guide: Produce
 * @spec https://cwiki.apache.org/confluence/display/KAFKA/KIP-951%3A+Leader+discovery+optimisations+for+the+client KIP-951
 */
public final class ProduceHandler extends RequestHandler<ProduceRequest, ProduceResponse> {

    private static final short LOWEST_ADVERTISED = 0;

    /** Kafka's name for the only client that may write to internal topics. */
    private static final String ADMIN_CLIENT_ID = "__admin_client";

    private final Host host;
    private final Supplier<MetadataImage> image;
    private final ReplicaAppender appender;
    private final NodeObserver observer;

    public ProduceHandler(Host host, Supplier<MetadataImage> image, ReplicaAppender appender, NodeObserver observer) {
        super(ApiKey.PRODUCE, ProduceRequest.TYPE);
        this.host = host;
        this.image = image;
        this.appender = appender;
        this.observer = observer;
    }

    @Override
    public short lowestAdvertisedVersion() {
        return LOWEST_ADVERTISED;
    }

    @Override
    public void handle(Request<ProduceRequest, ProduceResponse> request) {
        refusalOfAll(request.body()).ifPresentOrElse(request::refuse, () -> serve(request));
    }

    private static Optional<ErrorCode> refusalOfAll(ProduceRequest request) {
        try {
            boolean isTransactional = request.topicData().stream()
                    .flatMap(topic -> topic.partitionData().stream())
                    .anyMatch(partition -> ProducedRecords.beginTransactionally(partition.records()));
            return isTransactional && request.transactionalId() == null
                    ? Optional.of(ErrorCode.TRANSACTIONAL_ID_AUTHORIZATION_FAILED)
                    : Optional.empty();
        } catch (RecordFormatException e) {
            return Optional.of(e.error());
        }
    }

    /** As in Kafka, of what is named for one partition the last batch is appended, and a refusal is what the producer is told. */
    private void serve(Request<ProduceRequest, ProduceResponse> request) {
        PendingProduce pending = new PendingProduce(host, image, appender, observer, request);
        Map<TopicPartition, Runnable> appends = new LinkedHashMap<>();
        List<Runnable> refusals = new ArrayList<>();
        for (TopicProduceData topic : request.body().topicData()) {
            for (PartitionProduceData partition : topic.partitionData()) {
                PartitionProduceResponse answer = pending.answer(topic, partition);
                find(topic, partition.index(), request.version() >= 13)
                        .tell(
                                found -> ProducedRecords.parse(partition.records(), request.version())
                                        .tell(
                                                batch -> appends.put(
                                                        found, () -> append(request, found, batch, answer, pending)),
                                                malformed -> refusals.add(
                                                        () -> refuse(found, malformed.reason(), answer, pending))),
                                error -> refusals.add(() -> pending.refuse(answer, error)));
            }
        }
        appends.values().forEach(Runnable::run);
        refusals.forEach(Runnable::run);
        pending.begin();
    }

    @Override
    public Optional<ProduceResponse> errorResponse(ProduceRequest request, short version, ErrorCode error) {
        if (request.acks() == 0) {
            return Optional.empty();
        }
        ProduceResponse response = new ProduceResponse();
        for (TopicProduceData topic : request.topicData()) {
            if (topic.partitionData().isEmpty()) {
                continue;
            }
            ProduceResponse.TopicProduceResponse answer = new ProduceResponse.TopicProduceResponse()
                    .name(topic.name())
                    .topicId(topic.topicId());
            topic.partitionData()
                    .forEach(partition -> answer.partitionResponses()
                            .add(new ProduceResponse.PartitionProduceResponse()
                                    .index(partition.index())
                                    .errorCode(error.code())
                                    .baseOffset(-1)
                                    .logAppendTimeMs(-1)));
            response.responses().add(answer);
        }
        return Optional.of(response);
    }

    private Target find(TopicProduceData topic, int partition, boolean byId) {
        Optional<TopicImage> known =
                byId ? image.get().topic(topic.topicId()) : image.get().topic(topic.name());
        if (known.isEmpty() && byId) {
            return new Target(null, ErrorCode.UNKNOWN_TOPIC_ID);
        }
        return known.filter(found -> found.partition(partition).isPresent())
                .map(found -> new Target(new TopicPartition(found.name(), partition), ErrorCode.NONE))
                .orElse(new Target(null, ErrorCode.UNKNOWN_TOPIC_OR_PARTITION));
    }

    private void refuse(
            TopicPartition topicPartition, Rejected reason, PartitionProduceResponse answer, PendingProduce pending) {
        ReplicaAppender.journal(host.journal(), topicPartition, reason);
        pending.refuse(answer, reason.error());
    }

    private static void append(
            Request<ProduceRequest, ProduceResponse> request,
            TopicPartition topicPartition,
            ProducedBatch batch,
            PartitionProduceResponse answer,
            PendingProduce pending) {
        if (!isAllowed(request.body().acks())) {
            pending.refuse(answer, ErrorCode.INVALID_REQUIRED_ACKS);
        } else if (TopicName.isInternal(topicPartition.topic())
                && !request.context().clientId().equals(ADMIN_CLIENT_ID)) {
            pending.refuse(answer, ErrorCode.INVALID_TOPIC_EXCEPTION);
        } else {
            pending.append(topicPartition, batch, answer);
        }
    }

    private static boolean isAllowed(short acks) {
        return acks == ReplicaAppender.ACKS_ALL || acks == 0 || acks == 1;
    }

    /** A partition that a request names, or why there is none. */
    private record Target(@Nullable TopicPartition topicPartition, ErrorCode error) {

        void tell(Consumer<TopicPartition> ifThere, Consumer<ErrorCode> ifNot) {
            if (topicPartition == null) {
                ifNot.accept(error);
            } else {
                ifThere.accept(topicPartition);
            }
        }
    }
}
