package io.embeddedcluster.internal.kafka.controller;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A topic that a client asks for, just as it asks: whether it may be is for {@link NewTopicRules} to say.
 *
 * @param name the topic's name
 * @param partitionCount how many partitions, {@link #DEFAULT} for as many as the broker's default, or where they are
 *     assigned
 * @param replicationFactor how many replicas of each, {@link #DEFAULT} as above
 * @param assignments which brokers hold which partition; empty where the controller is to choose
 * @param settings what to set for the topic
 */
public record NewTopic(
        String name, int partitionCount, int replicationFactor, List<Assignment> assignments, List<Setting> settings) {

    /** Leaves a number to the broker. */
    public static final int DEFAULT = -1;

    /** Keeps its own copies of the lists. */
    public NewTopic {
        assignments = List.copyOf(assignments);
        settings = List.copyOf(settings);
    }

    /**
     * The replicas of one partition.
     *
     * @param partition its number
     * @param replicas node ids, the preferred leader first
     */
    public record Assignment(int partition, List<Integer> replicas) {

        /** Keeps its own copy of the list. */
        public Assignment {
            replicas = List.copyOf(replicas);
        }
    }

    /**
     * One setting.
     *
     * @param name of the config
     * @param valueOrNull as written; null where none is given, which is refused
     */
    public record Setting(String name, @Nullable String valueOrNull) {}
}
