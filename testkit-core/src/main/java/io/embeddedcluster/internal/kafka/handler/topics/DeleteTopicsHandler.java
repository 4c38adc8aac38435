package io.embeddedcluster.internal.kafka.handler.topics;

import io.embeddedcluster.internal.kafka.controller.TopicAdmin;
import io.embeddedcluster.internal.kafka.model.ErrorCode;
import io.embeddedcluster.internal.kafka.server.Request;
import io.embeddedcluster.internal.kafka.server.RequestHandler;
import io.embeddedcluster.internal.kafka.wire.ApiKey;
import io.embeddedcluster.internal.kafka.wire.message.DeleteTopicsRequest;
import io.embeddedcluster.internal.kafka.wire.message.DeleteTopicsResponse;
import java.util.Optional;

/**
 * Deletes topics, where this broker is the controller; else it answers NOT_CONTROLLER.
 *
 * <p>Versions: 1–6 served (broker 4.4: 1–6).
 * <ul>
 *   <li>3: TOPIC_DELETION_DISABLED; before, INVALID_REQUEST
 *   <li>5: a message with each error
 *   <li>6: topics by id
 * </ul>
 *
 * @spec https://cwiki.apache.org/confluence/display/KAFKA/KIP-516%3A+Topic+Identifiers KIP-516
 */
public final class DeleteTopicsHandler extends RequestHandler<DeleteTopicsRequest, DeleteTopicsResponse> {

    private final TopicAdmin topicAdmin;

    public DeleteTopicsHandler(TopicAdmin topicAdmin) {
        super(ApiKey.DELETE_TOPICS, DeleteTopicsRequest.TYPE);
        this.topicAdmin = topicAdmin;
    }

    @Override
    public void handle(Request<DeleteTopicsRequest, DeleteTopicsResponse> request) {
        topicAdmin.deleteTopics(request.body(), request.version(), request::respond);
    }

    @Override
    public Optional<DeleteTopicsResponse> errorResponse(DeleteTopicsRequest request, short version, ErrorCode error) {
        DeleteTopicsResponse response = new DeleteTopicsResponse();
        // Until version 5 the topics are names, since then each is a name or an id.
        request.topicNames()
                .forEach(name -> response.responses()
                        .add(new DeleteTopicsResponse.DeletableTopicResult()
                                .name(name)
                                .errorCode(error.code())));
        request.topics()
                .forEach(topic -> response.responses()
                        .add(new DeleteTopicsResponse.DeletableTopicResult()
                                .name(topic.name())
                                .topicId(topic.topicId())
                                .errorCode(error.code())));
        return Optional.of(response);
    }
}
