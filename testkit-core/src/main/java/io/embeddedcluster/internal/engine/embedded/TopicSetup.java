package io.embeddedcluster.internal.engine.embedded;

import io.embeddedcluster.internal.engine.ClusterPlan;
import io.embeddedcluster.internal.kafka.controller.NewTopic;
import io.embeddedcluster.internal.kafka.controller.NewTopicResult;
import io.embeddedcluster.internal.kafka.metadata.MetadataImage;
import io.embeddedcluster.internal.kafka.metadata.PartitionImage;
import io.embeddedcluster.internal.kafka.model.ErrorCode;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Creates topics by the controller, as an administrator would, and waits until every broker knows them. */
final class TopicSetup {

    private static final Duration LIMIT = Duration.ofSeconds(30);

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
        CompletableFuture<List<NewTopicResult>> answer = new CompletableFuture<>();
        boolean isAsked = cluster.broker(image.controllerId())
                .ask("create " + names(topics), program -> {
                    program.node().topicAdmin().createTopics(asked(topics), false, LIMIT, answer::complete);
                    return true;
                })
                .orElse(false);
        return isAsked
                && cluster.await("the controller has answered for " + names(topics), LIMIT, answer::isDone)
                && answer.join().stream().allMatch(result -> result.fold(created -> true, TopicSetup::isAnswered));
    }

    // False where the request is for another controller; whatever else was refused cannot be mended by asking again.
    private static boolean isAnswered(NewTopicResult.Refused refused) {
        if (refused.error() != ErrorCode.NOT_CONTROLLER) {
            throw new IllegalArgumentException(
                    "topic " + refused.name() + ": " + refused.message() + " (" + refused.error() + ")");
        }
        return false;
    }

    private static List<NewTopic> asked(List<ClusterPlan.Topic> topics) {
        return topics.stream()
                .map(topic -> new NewTopic(
                        topic.name(),
                        topic.partitions(),
                        topic.replicationFactor(),
                        List.of(),
                        topic.config().entrySet().stream()
                                .map(each -> new NewTopic.Setting(each.getKey(), each.getValue()))
                                .toList()))
                .toList();
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
