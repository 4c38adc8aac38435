package io.embeddedcluster.internal.kafka.controller;

import io.embeddedcluster.internal.kafka.model.ErrorCode;
import io.embeddedcluster.internal.kafka.model.Uuid;
import org.jspecify.annotations.Nullable;

/**
 * What became of a topic that is to be deleted.
 *
 * @param nameOrNull the topic's name; null where it was not named and does not exist
 * @param topicId its id; {@link Uuid#ZERO} where it is not known
 * @param error NONE where the topic is gone, else why it is not
 * @param message why, in Kafka's words; empty where it is gone
 */
public record TopicDeletionResult(@Nullable String nameOrNull, Uuid topicId, ErrorCode error, String message) {

    static TopicDeletionResult deleted(String name, Uuid topicId) {
        return new TopicDeletionResult(name, topicId, ErrorCode.NONE, "");
    }
}
