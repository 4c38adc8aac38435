package io.embeddedcluster.internal.kafka.replica;

import io.embeddedcluster.internal.kafka.wire.Uuid;

/**
 * A partition as brokers name it to each other.
 *
 * @param topicId the topic's id
 * @param partition the partition's index
 */
record FollowedKey(Uuid topicId, int partition) {}
