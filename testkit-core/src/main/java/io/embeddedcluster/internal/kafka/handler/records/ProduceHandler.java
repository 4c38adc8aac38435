package io.embeddedcluster.internal.kafka.handler.records;

import io.embeddedcluster.internal.host.Host;
import io.embeddedcluster.internal.kafka.log.ProducedBatch;
import io.embeddedcluster.internal.kafka.log.ProducedRecords;
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
import io.embeddedcluster.internal.observer.NodeObserver;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

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
        PendingProduce pending = new PendingProduce(host, image, appender, observer, request);
        List<Part> parts = parse(request.body(), request.version());
        boolean isDenied = request.body().transactionalId() == null
                && parts.stream().anyMatch(part -> part.records().isTransactional());
        for (Part part : parts) {
            if (isDenied) {
                pending.refuse(part.topic(), part.partition(), ErrorCode.TRANSACTIONAL_ID_AUTHORIZATION_FAILED);
            } else {
                append(request, part, pending);
            }
        }
        pending.begin();
    }

    private static List<Part> parse(ProduceRequest request, short version) {
        List<Part> parts = new ArrayList<>();
        for (TopicProduceData topic : request.topicData()) {
            for (PartitionProduceData partition : topic.partitionData()) {
                parts.add(new Part(topic, partition, ProducedRecords.parse(partition.records(), version)));
            }
        }
        return parts;
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

    private void append(Request<ProduceRequest, ProduceResponse> request, Part part, PendingProduce pending) {
        TopicProduceData topic = part.topic();
        PartitionProduceData partition = part.partition();
        boolean usesTopicIds = request.version() >= 13;
        Optional<TopicImage> known =
                usesTopicIds ? image.get().topic(topic.topicId()) : image.get().topic(topic.name());
        if (known.isEmpty() && usesTopicIds) {
            pending.refuse(topic, partition, ErrorCode.UNKNOWN_TOPIC_ID);
        } else if (known.flatMap(found -> found.partition(partition.index())).isEmpty()) {
            pending.refuse(topic, partition, ErrorCode.UNKNOWN_TOPIC_OR_PARTITION);
        } else {
            TopicPartition topicPartition = new TopicPartition(known.get().name(), partition.index());
            part.records()
                    .tell(
                            batch -> append(request, part, topicPartition, batch, pending),
                            malformed -> pending.refuse(topic, partition, malformed.reason()));
        }
    }

    private static void append(
            Request<ProduceRequest, ProduceResponse> request,
            Part part,
            TopicPartition topicPartition,
            ProducedBatch batch,
            PendingProduce pending) {
        if (!isAllowed(request.body().acks())) {
            pending.refuse(part.topic(), part.partition(), ErrorCode.INVALID_REQUIRED_ACKS);
        } else if (TopicName.isInternal(topicPartition.topic())
                && !request.context().clientId().equals(ADMIN_CLIENT_ID)) {
            pending.refuse(part.topic(), part.partition(), ErrorCode.INVALID_TOPIC_EXCEPTION);
        } else {
            pending.append(part.topic(), part.partition(), topicPartition, batch);
        }
    }

    private static boolean isAllowed(short acks) {
        return acks == ReplicaAppender.ACKS_ALL || acks == 0 || acks == 1;
    }

    /** What a request holds for one partition, parsed. */
    private record Part(TopicProduceData topic, PartitionProduceData partition, ProducedRecords records) {}
}
