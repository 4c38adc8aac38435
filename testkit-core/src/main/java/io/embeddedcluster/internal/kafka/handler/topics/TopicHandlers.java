package io.embeddedcluster.internal.kafka.handler.topics;

import io.embeddedcluster.internal.kafka.controller.TopicAdmin;
import io.embeddedcluster.internal.kafka.server.HandlerGroup;
import io.embeddedcluster.internal.kafka.server.RequestDispatcher;

/**
 * The handlers of requests that create and delete topics, and what they need of their broker.
 *
 * @param topicAdmin what creates and deletes topics, where this broker is the controller
 */
public record TopicHandlers(TopicAdmin topicAdmin) implements HandlerGroup {

    @Override
    public void registerOn(RequestDispatcher dispatcher) {
        dispatcher.register(new CreateTopicsHandler(topicAdmin));
        dispatcher.register(new DeleteTopicsHandler(topicAdmin));
    }
}
