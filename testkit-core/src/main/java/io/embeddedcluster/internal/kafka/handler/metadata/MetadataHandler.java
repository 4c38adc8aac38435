package io.embeddedcluster.internal.kafka.handler.metadata;

import io.embeddedcluster.internal.kafka.metadata.BrokerRegistration;
import io.embeddedcluster.internal.kafka.metadata.MetadataImage;
import io.embeddedcluster.internal.kafka.metadata.PartitionImage;
import io.embeddedcluster.internal.kafka.metadata.TopicImage;
import io.embeddedcluster.internal.kafka.model.ErrorCode;
import io.embeddedcluster.internal.kafka.model.TopicName;
import io.embeddedcluster.internal.kafka.model.Uuid;
import io.embeddedcluster.internal.kafka.server.Request;
import io.embeddedcluster.internal.kafka.server.RequestHandler;
import io.embeddedcluster.internal.kafka.wire.ApiKey;
import io.embeddedcluster.internal.kafka.wire.message.MetadataRequest;
import io.embeddedcluster.internal.kafka.wire.message.MetadataResponse;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Tells a client which brokers are alive and who leads which partition, as far as this broker knows.
 *
 * <p>Versions: 0–13 served (broker 4.4: 0–13).
 * <ul>
 *   <li>0: no topics means all topics, and replicas on dead brokers are left out; from 1 on, null means all
 *   <li>4: the client says whether it wants unknown topics created; before, it always does
 *   <li>7: leader epochs, -1 where none is known
 *   <li>8: authorized operations on request, those of the cluster up to 10
 *   <li>12: topics by id; 10 and 11 have the field and refuse it
 *   <li>13: an error for the whole response, which no broker has ever a reason to give: it is for proxies (KIP-1102)
 * </ul>
 *
 * @spec https://cwiki.apache.org/confluence/display/KAFKA/KIP-516%3A+Topic+Identifiers KIP-516
 * @spec https://cwiki.apache.org/confluence/display/KAFKA/KIP-320%3A+Allow+fetchers+to+detect+and+handle+log+truncation
 *     KIP-320
 */
public final class MetadataHandler extends RequestHandler<MetadataRequest, MetadataResponse> {

    private final Supplier<MetadataImage> image;
    private final Function<String, ErrorCode> autoCreation;

    /**
     * Makes the handler.
     *
     * @param autoCreation creates a topic that a client may have created by asking for it, where the configuration allows
     *     that, and says what to answer meanwhile
     */
    public MetadataHandler(Supplier<MetadataImage> image, Function<String, ErrorCode> autoCreation) {
        super(ApiKey.METADATA, MetadataRequest.TYPE);
        this.image = image;
        this.autoCreation = autoCreation;
    }

    @Override
    public void handle(Request<MetadataRequest, MetadataResponse> request) {
        if (request.version() < 12 && namesTopicsById(request.body())) {
            request.respond(refuseAll(request.body(), ErrorCode.INVALID_REQUEST));
        } else {
            request.respond(describe(image.get(), request.version(), request.body()));
        }
    }

    @Override
    public Optional<MetadataResponse> errorResponse(MetadataRequest request, short version, ErrorCode error) {
        return Optional.of(refuseAll(request, error).errorCode(error.code()));
    }

    private static boolean namesTopicsById(MetadataRequest request) {
        return request.topics() != null
                && request.topics().stream()
                        .anyMatch(topic ->
                                topic.name() == null || !topic.topicId().equals(Uuid.ZERO));
    }

    private static MetadataResponse refuseAll(MetadataRequest request, ErrorCode error) {
        MetadataResponse response = new MetadataResponse();
        if (request.topics() != null) {
            request.topics()
                    .forEach(topic -> response.topics()
                            .add(absent(topic.name() == null ? "" : topic.name(), topic.topicId(), error)));
        }
        return response;
    }

    private MetadataResponse describe(MetadataImage image, short version, MetadataRequest request) {
        MetadataResponse response = new MetadataResponse()
                .clusterId(image.clusterId())
                .controllerId(image.isAlive(image.controllerId()) ? image.controllerId() : MetadataImage.NO_CONTROLLER);
        image.brokers().values().forEach(broker -> response.brokers().add(describe(broker)));
        response.topics().addAll(topics(image, version, request));
        if (request.includeClusterAuthorizedOperations()) {
            response.clusterAuthorizedOperations(AuthorizedOperations.ALL_OF_THE_CLUSTER);
        }
        if (request.includeTopicAuthorizedOperations()) {
            response.topics().stream()
                    .filter(topic -> topic.name() != null)
                    .forEach(topic -> topic.topicAuthorizedOperations(AuthorizedOperations.ALL_OF_A_TOPIC));
        }
        return response;
    }

    private static MetadataResponse.MetadataResponseBroker describe(BrokerRegistration broker) {
        return new MetadataResponse.MetadataResponseBroker()
                .nodeId(broker.nodeId())
                .host(broker.host())
                .port(broker.port())
                .rack(broker.rack());
    }

    private List<MetadataResponse.MetadataResponseTopic> topics(
            MetadataImage image, short version, MetadataRequest request) {
        List<MetadataResponse.MetadataResponseTopic> topics = new ArrayList<>();
        if (request.topics() == null || (version == 0 && request.topics().isEmpty())) {
            image.topics().values().forEach(topic -> topics.add(describe(image, version, topic)));
            return topics;
        }
        Set<Uuid> ids = new LinkedHashSet<>();
        Set<String> names = new LinkedHashSet<>();
        for (MetadataRequest.MetadataRequestTopic topic : request.topics()) {
            if (!topic.topicId().equals(Uuid.ZERO)) {
                ids.add(topic.topicId());
            } else if (topic.name() != null) {
                names.add(topic.name());
            }
        }
        for (Uuid id : ids) {
            topics.add(image.topic(id)
                    .map(topic -> describe(image, version, topic))
                    .orElseGet(() -> absent(null, id, ErrorCode.UNKNOWN_TOPIC_ID)));
        }
        // A request that names any topic by its id is taken to name all of them so.
        if (ids.isEmpty()) {
            for (String name : names) {
                topics.add(image.topic(name)
                        .map(topic -> describe(image, version, topic))
                        .orElseGet(() -> absent(
                                name,
                                Uuid.ZERO,
                                request.allowAutoTopicCreation()
                                        ? autoCreation.apply(name)
                                        : TopicName.errorWhereAbsent(name))));
            }
        }
        return topics;
    }

    private static MetadataResponse.MetadataResponseTopic absent(@Nullable String name, Uuid id, ErrorCode error) {
        return new MetadataResponse.MetadataResponseTopic()
                .errorCode(error.code())
                .name(name)
                .topicId(id)
                .isInternal(name != null && TopicName.isInternal(name));
    }

    private static MetadataResponse.MetadataResponseTopic describe(
            MetadataImage image, short version, TopicImage topic) {
        MetadataResponse.MetadataResponseTopic described = new MetadataResponse.MetadataResponseTopic()
                .name(topic.name())
                .topicId(topic.topicId())
                .isInternal(TopicName.isInternal(topic.name()));
        topic.partitions().forEach(partition -> described.partitions().add(describe(image, version, partition)));
        return described;
    }

    private static MetadataResponse.MetadataResponsePartition describe(
            MetadataImage image, short version, PartitionImage partition) {
        boolean onlyAlive = version == 0;
        List<Integer> replicas = onlyAlive ? alive(image, partition.replicas()) : partition.replicas();
        List<Integer> isr = onlyAlive ? alive(image, partition.isr()) : partition.isr();
        boolean led = partition.hasLeader() && image.isAlive(partition.leader());
        ErrorCode error = ErrorCode.NONE;
        if (!led) {
            error = ErrorCode.LEADER_NOT_AVAILABLE;
        } else if (replicas.size() < partition.replicas().size()
                || isr.size() < partition.isr().size()) {
            error = ErrorCode.REPLICA_NOT_AVAILABLE;
        }
        return new MetadataResponse.MetadataResponsePartition()
                .errorCode(error.code())
                .partitionIndex(partition.partition())
                .leaderId(led ? partition.leader() : PartitionImage.NO_LEADER)
                .leaderEpoch(partition.leaderEpoch())
                .replicaNodes(replicas)
                .isrNodes(isr)
                .offlineReplicas(OfflineReplicas.offline(image, partition));
    }

    private static List<Integer> alive(MetadataImage image, List<Integer> nodeIds) {
        return nodeIds.stream().filter(image::isAlive).toList();
    }
}
