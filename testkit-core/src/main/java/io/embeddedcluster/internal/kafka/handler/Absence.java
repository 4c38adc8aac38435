package io.embeddedcluster.internal.kafka.handler;

import io.embeddedcluster.internal.kafka.metadata.TopicName;
import io.embeddedcluster.internal.kafka.wire.ErrorCode;

/** Why a topic is not there: because it is not, or because it cannot be. */
public final class Absence {

    private Absence() {}

    /** {@return what to answer about a topic that does not exist} */
    public static ErrorCode of(String name) {
        return TopicName.complaint(name).isEmpty()
                ? ErrorCode.UNKNOWN_TOPIC_OR_PARTITION
                : ErrorCode.INVALID_TOPIC_EXCEPTION;
    }
}
