package io.embeddedcluster.internal.kafka.replication;

import io.embeddedcluster.internal.kafka.model.Uuid;

/**
 * A partition as brokers name it to each other.
 *
 * @param topicId the topic's id
 * @param partition the partition's index
 */
record FollowedKey(Uuid topicId, int partition) {}
