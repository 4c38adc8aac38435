package io.embeddedcluster.internal.kafka.handler.topics;

import io.embeddedcluster.internal.kafka.controller.NewTopic;
import io.embeddedcluster.internal.kafka.controller.NewTopicResult;
import io.embeddedcluster.internal.kafka.controller.TopicAdmin;
import io.embeddedcluster.internal.kafka.model.ErrorCode;
import io.embeddedcluster.internal.kafka.model.Uuid;
import io.embeddedcluster.internal.kafka.server.Request;
import io.embeddedcluster.internal.kafka.server.RequestHandler;
import io.embeddedcluster.internal.kafka.wire.ApiKey;
import io.embeddedcluster.internal.kafka.wire.message.CreateTopicsRequest;
import io.embeddedcluster.internal.kafka.wire.message.CreateTopicsRequest.CreatableTopic;
import io.embeddedcluster.internal.kafka.wire.message.CreateTopicsResponse;
import io.embeddedcluster.internal.kafka.wire.message.CreateTopicsResponse.CreatableTopicConfigs;
import io.embeddedcluster.internal.kafka.wire.message.CreateTopicsResponse.CreatableTopicResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Creates topics, where this broker is the controller.
 *
 * <p>Versions: 2–7 served (broker 4.4: 2–7).
 * <ul>
 *   <li>4: partition count and replication factor may be left to the broker's defaults
 *   <li>5: the response tells what holds for the new topic
 *   <li>7: and its id
 * </ul>
 *
 * <p>As a broker in ZooKeeper mode, and unlike one in KRaft mode, one that is not the controller answers NOT_CONTROLLER.
 * Clients look for the controller then.
 *
 * <p>Not modelled: quotas on changes of topics.
 *
 * @spec https://cwiki.apache.org/confluence/display/KAFKA/KIP-525+-+Return+topic+metadata+and+configs+in+CreateTopics+response
 *     KIP-525
 */
public final class CreateTopicsHandler extends RequestHandler<CreateTopicsRequest, CreateTopicsResponse> {

    private final TopicAdmin topicAdmin;

    public CreateTopicsHandler(TopicAdmin topicAdmin) {
        super(ApiKey.CREATE_TOPICS, CreateTopicsRequest.TYPE);
        this.topicAdmin = topicAdmin;
    }

    @Override
    public void handle(Request<CreateTopicsRequest, CreateTopicsResponse> request) {
        CreateTopicsRequest body = request.body();
        topicAdmin.createTopics(
                body.topics().stream().map(CreateTopicsHandler::newTopic).toList(),
                body.validateOnly(),
                Duration.ofMillis(body.timeoutMs()),
                request.later(results -> request.respond(response(results))));
    }

    private static NewTopic newTopic(CreatableTopic topic) {
        return new NewTopic(
                topic.name(),
                topic.numPartitions(),
                topic.replicationFactor(),
                topic.assignments().stream()
                        .map(each -> new NewTopic.Assignment(each.partitionIndex(), each.brokerIds()))
                        .toList(),
                topic.configs().stream()
                        .map(each -> new NewTopic.Setting(each.name(), each.value()))
                        .toList());
    }

    private static CreateTopicsResponse response(List<NewTopicResult> results) {
        CreateTopicsResponse response = new CreateTopicsResponse();
        results.forEach(result ->
                response.topics().add(result.fold(CreateTopicsHandler::created, CreateTopicsHandler::refused)));
        return response;
    }

    private static CreatableTopicResult created(NewTopicResult.Created topic) {
        List<CreatableTopicConfigs> configs = new ArrayList<>();
        topic.config().forEach((name, value) -> {
            if (value.text() != null) {
                configs.add(new CreatableTopicConfigs()
                        .name(name)
                        .value(value.text())
                        .configSource(value.source().code()));
            }
        });
        return new CreatableTopicResult()
                .name(topic.name())
                .topicId(topic.topicId())
                .errorMessage(null)
                .numPartitions(topic.partitionCount())
                .replicationFactor((short) topic.replicationFactor())
                .configs(configs);
    }

    private static CreatableTopicResult refused(NewTopicResult.Refused topic) {
        return new CreatableTopicResult()
                .name(topic.name())
                .topicId(Uuid.ZERO)
                .errorCode(topic.error().code())
                .errorMessage(topic.message())
                .numPartitions(-1)
                .replicationFactor((short) -1)
                .configs(new ArrayList<>());
    }

    @Override
    public Optional<CreateTopicsResponse> errorResponse(CreateTopicsRequest request, short version, ErrorCode error) {
        CreateTopicsResponse response = new CreateTopicsResponse();
        request.topics()
                .forEach(topic -> response.topics()
                        .add(new CreateTopicsResponse.CreatableTopicResult()
                                .name(topic.name())
                                .errorCode(error.code())
                                .errorMessage(null)));
        return Optional.of(response);
    }
}
