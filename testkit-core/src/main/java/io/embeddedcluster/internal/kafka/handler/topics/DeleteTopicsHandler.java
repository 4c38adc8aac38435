package io.embeddedcluster.internal.kafka.handler.topics;

import io.embeddedcluster.internal.kafka.controller.TopicAdmin;
import io.embeddedcluster.internal.kafka.controller.TopicDeletionResult;
import io.embeddedcluster.internal.kafka.controller.TopicReference;
import io.embeddedcluster.internal.kafka.model.ErrorCode;
import io.embeddedcluster.internal.kafka.model.Uuid;
import io.embeddedcluster.internal.kafka.server.Request;
import io.embeddedcluster.internal.kafka.server.RequestHandler;
import io.embeddedcluster.internal.kafka.wire.ApiKey;
import io.embeddedcluster.internal.kafka.wire.message.DeleteTopicsRequest;
import io.embeddedcluster.internal.kafka.wire.message.DeleteTopicsResponse;
import io.embeddedcluster.internal.kafka.wire.message.DeleteTopicsResponse.DeletableTopicResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
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
        DeleteTopicsRequest body = request.body();
        topicAdmin.deleteTopics(
                references(body),
                Duration.ofMillis(body.timeoutMs()),
                request.later(results -> request.respond(response(results, request.version()))));
    }

    private static List<TopicReference> references(DeleteTopicsRequest body) {
        List<TopicReference> references = new ArrayList<>();
        body.topicNames().forEach(name -> references.add(new TopicReference(name, Uuid.ZERO)));
        body.topics().forEach(topic -> references.add(new TopicReference(topic.name(), topic.topicId())));
        return references;
    }

    private static DeleteTopicsResponse response(List<TopicDeletionResult> results, short version) {
        DeleteTopicsResponse response = new DeleteTopicsResponse();
        results.forEach(result -> response.responses()
                .add(new DeletableTopicResult()
                        .name(result.nameOrNull())
                        .topicId(result.topicId())
                        .errorCode(error(result.error(), version).code())
                        .errorMessage(result.error() == ErrorCode.NONE ? null : result.message())));
        return response;
    }

    private static ErrorCode error(ErrorCode error, short version) {
        return error == ErrorCode.TOPIC_DELETION_DISABLED && version < 3 ? ErrorCode.INVALID_REQUEST : error;
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
