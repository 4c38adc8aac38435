package io.embeddedcluster.internal.engine;

import io.embeddedcluster.internal.kafka.metadata.MetadataImage;
import io.embeddedcluster.internal.kafka.metadata.PartitionImage;
import io.embeddedcluster.internal.kafka.model.ErrorCode;
import io.embeddedcluster.internal.kafka.wire.message.CreateTopicsRequest;
import io.embeddedcluster.internal.kafka.wire.message.CreateTopicsRequest.CreatableTopic;
import io.embeddedcluster.internal.kafka.wire.message.CreateTopicsRequest.CreatableTopicConfig;
import io.embeddedcluster.internal.kafka.wire.message.CreateTopicsResponse;
import io.embeddedcluster.internal.kafka.wire.message.CreateTopicsResponse.CreatableTopicResult;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Creates topics by the controller, as an administrator would, and waits until every broker knows them. */
final class TopicSetup {

    private static final int TIMEOUT_MILLIS = 30_000;

    private final RunningCluster cluster;

    TopicSetup(RunningCluster cluster) {
        this.cluster = cluster;
    }

    void create(List<ClusterPlan.Topic> topics) {
        if (topics.isEmpty()) {
            return;
        }
        cluster.await("the controller has created " + names(topics), () -> attempt(topics));
        cluster.await(
                "every broker knows the leaders of " + names(topics),
                () -> cluster.brokers().stream()
                        .filter(NodeSlot::isResponsive)
                        .allMatch(slot -> cluster.image(slot)
                                .filter(image -> leads(image, topics))
                                .isPresent()));
    }

    private static List<String> names(List<ClusterPlan.Topic> topics) {
        return topics.stream().map(ClusterPlan.Topic::name).toList();
    }

    // False where the controller has gone meanwhile, so that the request is for its successor.
    private boolean attempt(List<ClusterPlan.Topic> topics) {
        MetadataImage image = cluster.image().orElse(MetadataImage.EMPTY);
        if (!image.hasController()) {
            return false;
        }
        CompletableFuture<CreateTopicsResponse> response = new CompletableFuture<>();
        cluster.broker(image.controllerId()).ask("create " + names(topics), program -> {
            program.node().topicAdmin().createTopics(request(topics), response::complete);
            return true;
        });
        try {
            for (CreatableTopicResult result :
                    response.get(TIMEOUT_MILLIS, TimeUnit.MILLISECONDS).topics()) {
                if (result.errorCode() == ErrorCode.NOT_CONTROLLER.code()) {
                    return false;
                }
                require(result);
            }
            return true;
        } catch (ExecutionException | TimeoutException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while topics were created", e);
        }
    }

    private static void require(CreatableTopicResult result) {
        if (result.errorCode() != ErrorCode.NONE.code()) {
            throw new IllegalArgumentException("topic " + result.name() + ": " + result.errorMessage() + " ("
                    + ErrorCode.of(result.errorCode()) + ")");
        }
    }

    private static CreateTopicsRequest request(List<ClusterPlan.Topic> topics) {
        CreateTopicsRequest request = new CreateTopicsRequest().timeoutMs(TIMEOUT_MILLIS);
        for (ClusterPlan.Topic topic : topics) {
            CreatableTopic creatable = new CreatableTopic()
                    .name(topic.name())
                    .numPartitions(topic.partitions())
                    .replicationFactor((short) topic.replicationFactor());
            topic.config()
                    .forEach((key, value) -> creatable
                            .configs()
                            .add(new CreatableTopicConfig().name(key).value(value)));
            request.topics().add(creatable);
        }
        return request;
    }

    private static boolean leads(MetadataImage image, List<ClusterPlan.Topic> topics) {
        return topics.stream()
                .allMatch(topic -> image.topic(topic.name())
                        .filter(known -> known.partitions().size() == topic.partitions()
                                && known.partitions().stream()
                                        .allMatch(partition -> partition.leader() != PartitionImage.NO_LEADER))
                        .isPresent());
    }
}
