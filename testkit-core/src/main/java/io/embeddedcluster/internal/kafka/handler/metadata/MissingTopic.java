package io.embeddedcluster.internal.kafka.handler.metadata;

import io.embeddedcluster.internal.kafka.model.ErrorCode;
import io.embeddedcluster.internal.kafka.model.TopicName;

/** Why a topic is not there: because it is not, or because it cannot be. */
public final class MissingTopic {

    private MissingTopic() {}

    /** {@return what to answer about a topic that does not exist} */
    public static ErrorCode of(String name) {
        return TopicName.complaint(name).isEmpty()
                ? ErrorCode.UNKNOWN_TOPIC_OR_PARTITION
                : ErrorCode.INVALID_TOPIC_EXCEPTION;
    }
}
