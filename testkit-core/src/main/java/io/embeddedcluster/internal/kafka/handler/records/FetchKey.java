package io.embeddedcluster.internal.kafka.handler.records;

import io.embeddedcluster.internal.kafka.model.Uuid;

/**
 * A partition as a fetcher names it: by topic name up to version 12 of Fetch, by topic id from version 13.
 *
 * @param topic the topic's name, empty where the topic is named by its id
 * @param topicId the topic's id, zero where the topic is named by its name
 * @param partition the partition's index
 */
record FetchKey(String topic, Uuid topicId, int partition) {

    /** {@return whether both name the same topic} */
    boolean isSameTopic(FetchKey other) {
        return topic.equals(other.topic) && topicId.equals(other.topicId);
    }
}
