package io.embeddedcluster.internal.kafka.simulation;

import io.embeddedcluster.internal.kafka.model.ErrorCode;
import io.embeddedcluster.internal.kafka.wire.ApiKey;
import io.embeddedcluster.internal.kafka.wire.message.CreateTopicsRequest;
import io.embeddedcluster.internal.kafka.wire.message.CreateTopicsRequest.CreatableTopic;
import io.embeddedcluster.internal.kafka.wire.message.CreateTopicsRequest.CreatableTopicConfig;
import io.embeddedcluster.internal.kafka.wire.message.CreateTopicsResponse;
import io.embeddedcluster.internal.kafka.wire.message.DeleteTopicsRequest;
import io.embeddedcluster.internal.kafka.wire.message.DeleteTopicsRequest.DeleteTopicState;
import io.embeddedcluster.internal.kafka.wire.message.DeleteTopicsResponse;
import java.time.Duration;
import java.util.List;

/** Creates the topics of a life until they are there, and from then on deletes and creates one of them now and then. */
final class SimulatedAdmin {

    private static final short CREATE_VERSION = 7;
    private static final short DELETE_VERSION = 6;

    private final BrokerClient client;
    private final Workload workload;
    private final List<TopicPlan> topics;

    SimulatedAdmin(BrokerClient client, Workload workload, List<TopicPlan> topics) {
        this.client = client;
        this.workload = workload;
        this.topics = topics;
        work();
    }

    private void work() {
        List<TopicPlan> missing =
                topics.stream().filter(topic -> !isKnown(topic.name())).toList();
        boolean isDeletionDue = !workload.isQuiet() && client.random().nextInt(12) == 0;
        if (!missing.isEmpty()) {
            create(missing);
        } else if (isDeletionDue) {
            topics.stream().filter(TopicPlan::isFleeting).forEach(topic -> delete(topic.name()));
        }
        client.host().timers().schedule(Duration.ofMillis(client.random().nextInt(60, 140)), this::work);
    }

    private boolean isKnown(String name) {
        return client.leaders().keySet().stream()
                .anyMatch(partition -> partition.topic().equals(name));
    }

    private void create(List<TopicPlan> missing) {
        CreateTopicsRequest request = new CreateTopicsRequest().timeoutMs(500);
        for (TopicPlan topic : missing) {
            CreatableTopic wanted = new CreatableTopic()
                    .name(topic.name())
                    .numPartitions(topic.partitionCount())
                    .replicationFactor((short) 3);
            topic.config()
                    .forEach((key, value) -> wanted.configs()
                            .add(new CreatableTopicConfig().name(key).value(value)));
            request.topics().add(wanted);
        }
        client.link(client.controllerOrAny())
                .ask(ApiKey.CREATE_TOPICS, CREATE_VERSION, request, CreateTopicsResponse.TYPE, answer -> {
                    answer.ifPresent(response -> response.topics().stream()
                            .filter(told -> told.errorCode() == ErrorCode.NONE.code())
                            .forEach(told -> workload.count("topics created")));
                    client.refresh();
                });
    }

    private void delete(String name) {
        DeleteTopicsRequest request = new DeleteTopicsRequest().timeoutMs(500);
        request.topics().add(new DeleteTopicState().name(name));
        client.link(client.controllerOrAny())
                .ask(ApiKey.DELETE_TOPICS, DELETE_VERSION, request, DeleteTopicsResponse.TYPE, answer -> {
                    answer.ifPresent(response -> response.responses().stream()
                            .filter(told -> told.errorCode() == ErrorCode.NONE.code())
                            .forEach(told -> workload.count("topics deleted")));
                    client.refresh();
                });
    }
}
