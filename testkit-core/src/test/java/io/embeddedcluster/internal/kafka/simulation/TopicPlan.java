package io.embeddedcluster.internal.kafka.simulation;

import java.util.Map;
import java.util.TreeMap;

/**
 * A topic of a life.
 *
 * @param name its name
 * @param partitionCount how many partitions it has, each with a replica on every broker
 * @param minInsyncReplicas its {@code min.insync.replicas}
 * @param isUncleanAllowed its {@code unclean.leader.election.enable}: what is acknowledged may be lost then
 * @param isFleeting whether it is deleted and created again
 */
record TopicPlan(String name, int partitionCount, int minInsyncReplicas, boolean isUncleanAllowed, boolean isFleeting) {

    Map<String, String> config() {
        Map<String, String> config = new TreeMap<>();
        config.put("min.insync.replicas", Integer.toString(minInsyncReplicas));
        config.put("unclean.leader.election.enable", Boolean.toString(isUncleanAllowed));
        return config;
    }
}
