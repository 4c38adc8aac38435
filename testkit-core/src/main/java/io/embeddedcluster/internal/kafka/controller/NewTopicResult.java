package io.embeddedcluster.internal.kafka.controller;

import io.embeddedcluster.internal.kafka.config.TopicConfig;
import io.embeddedcluster.internal.kafka.model.ErrorCode;
import io.embeddedcluster.internal.kafka.model.Uuid;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/** What became of a {@link NewTopic}. */
public sealed interface NewTopicResult {

    /** Returns what the function of this case makes of it. */
    <T> T fold(Function<Created, T> ifCreated, Function<Refused, T> ifRefused);

    /**
     * The topic is there, or would be where the request only asks whether it may.
     *
     * @param name the topic's name
     * @param topicId its id
     * @param partitionCount how many partitions it has
     * @param replicationFactor how many replicas the first of them has
     * @param config what holds for it, by name
     */
    record Created(
            String name,
            Uuid topicId,
            int partitionCount,
            int replicationFactor,
            SortedMap<String, TopicConfig.Value> config)
            implements NewTopicResult {

        /** Keeps its own copy of the map. */
        public Created {
            config = Collections.unmodifiableSortedMap(new TreeMap<>(config));
        }

        @Override
        public <T> T fold(Function<Created, T> ifCreated, Function<Refused, T> ifRefused) {
            return ifCreated.apply(this);
        }
    }

    /**
     * The topic is not there, or not yet.
     *
     * @param name the topic's name
     * @param error why
     * @param message why, in Kafka's words
     */
    record Refused(String name, ErrorCode error, String message) implements NewTopicResult {

        @Override
        public <T> T fold(Function<Created, T> ifCreated, Function<Refused, T> ifRefused) {
            return ifRefused.apply(this);
        }
    }
}
