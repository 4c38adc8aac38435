package io.embeddedcluster.internal.kafka.handler.topics;

import io.embeddedcluster.internal.kafka.controller.TopicAdmin;
import io.embeddedcluster.internal.kafka.model.ErrorCode;
import io.embeddedcluster.internal.kafka.server.Request;
import io.embeddedcluster.internal.kafka.server.RequestHandler;
import io.embeddedcluster.internal.kafka.wire.ApiKey;
import io.embeddedcluster.internal.kafka.wire.message.CreateTopicsRequest;
import io.embeddedcluster.internal.kafka.wire.message.CreateTopicsResponse;
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
        topicAdmin.createTopics(request.body(), request::respond);
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
