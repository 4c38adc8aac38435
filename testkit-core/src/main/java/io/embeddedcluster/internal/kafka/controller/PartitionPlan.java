package io.embeddedcluster.internal.kafka.controller;

import io.embeddedcluster.internal.kafka.config.BrokerConfig;
import io.embeddedcluster.internal.kafka.config.TopicConfig;
import io.embeddedcluster.internal.kafka.metadata.MetadataImage;
import io.embeddedcluster.internal.kafka.metadata.PartitionImage;
import io.embeddedcluster.internal.kafka.metadata.TopicImage;
import io.embeddedcluster.internal.kafka.model.TopicPartition;
import io.embeddedcluster.internal.kafka.rules.BrokerRules;
import io.embeddedcluster.internal.kafka.znode.ZnodeChange;
import io.embeddedcluster.internal.kafka.znode.ZnodeJson;
import io.embeddedcluster.internal.kafka.znode.ZnodePaths;
import io.embeddedcluster.internal.observer.UncleanLeaderElected;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * All partitions of an image that are not as the rules want them: a pure function of image and rules.
 *
 * @param wanted each such partition as it should be
 */
record PartitionPlan(SortedMap<TopicPartition, PartitionImage> wanted) {

    /**
     * Compares the image with the rules. Topics that are to be deleted are left alone.
     *
     * @param seenEpochs broker epochs that this controller has acted on
     */
    static PartitionPlan of(
            MetadataImage image, Map<Integer, Long> seenEpochs, BrokerConfig config, BrokerRules rules) {
        SortedMap<TopicPartition, PartitionImage> wanted = new TreeMap<>();
        image.topics().values().stream()
                .filter(topic -> !image.topicsToDelete().contains(topic.name()))
                .forEach(topic -> {
                    LeaderElector elector = new LeaderElector(
                            rules, isUncleanAllowed(topic, config), config.isAutoLeaderRebalanceEnabled());
                    topic.partitions()
                            .forEach(partition -> elector.decide(
                                            partition, Liveness.of(image, partition, seenEpochs, rules))
                                    .ifPresent(next ->
                                            wanted.put(new TopicPartition(topic.name(), partition.partition()), next)));
                });
        return new PartitionPlan(wanted);
    }

    /** {@return whether all is as it should be} */
    boolean isEmpty() {
        return wanted.isEmpty();
    }

    /** Returns which of the leaders are none of the ISR that the image shows. */
    List<UncleanLeaderElected> uncleanElections(MetadataImage image) {
        List<UncleanLeaderElected> unclean = new ArrayList<>();
        wanted.forEach((id, next) -> image.topic(id.topic())
                .ifPresent(topic -> image.partition(id)
                        .filter(was ->
                                was.hasState() && next.hasLeader() && !was.isr().contains(next.leader()))
                        .ifPresent(was -> unclean.add(new UncleanLeaderElected(
                                topic.topicId().toString(), id.partition(), next.leaderEpoch())))));
        return unclean;
    }

    /**
     * Returns the writes that fulfil the plan, those that belong together in one list.
     *
     * @param withParents topics whose {@code partitions} znode may exist although no state does
     */
    List<List<ZnodeChange>> changes(MetadataImage image, int controllerEpoch, Set<String> withParents) {
        List<List<ZnodeChange>> groups = new ArrayList<>();
        String topicBegun = "";
        for (Map.Entry<TopicPartition, PartitionImage> entry : wanted.entrySet()) {
            TopicPartition id = entry.getKey();
            PartitionImage partition = entry.getValue();
            String state = ZnodeJson.state(partition, controllerEpoch);
            List<ZnodeChange> group = new ArrayList<>();
            if (partition.hasState()) {
                group.add(ZnodeChange.put(ZnodePaths.state(id), state, partition.zkVersion()));
            } else {
                boolean isParentThere = withParents.contains(id.topic());
                if (!isParentThere && !id.topic().equals(topicBegun) && !hasAnyState(image, id.topic())) {
                    group.add(ZnodeChange.create(ZnodePaths.partitions(id.topic()), ""));
                }
                topicBegun = id.topic();
                if (!isParentThere) {
                    group.add(ZnodeChange.create(ZnodePaths.partition(id), ""));
                }
                group.add(ZnodeChange.create(ZnodePaths.state(id), state));
            }
            groups.add(group);
        }
        return groups;
    }

    /** Returns the creation of what lies between the topics and the states of this plan that do not exist yet. */
    List<ZnodeChange> parents(Set<String> topics) {
        List<ZnodeChange> parents = new ArrayList<>();
        topics.forEach(topic -> parents.add(ZnodeChange.create(ZnodePaths.partitions(topic), "")));
        wanted.forEach((id, partition) -> {
            if (topics.contains(id.topic()) && !partition.hasState()) {
                parents.add(ZnodeChange.create(ZnodePaths.partition(id), ""));
            }
        });
        return parents;
    }

    private static boolean hasAnyState(MetadataImage image, String topic) {
        return image.topic(topic).stream()
                .flatMap(found -> found.partitions().stream())
                .anyMatch(PartitionImage::hasState);
    }

    private static boolean isUncleanAllowed(TopicImage topic, BrokerConfig config) {
        return TopicConfig.of(topic.config(), config).isUncleanLeaderElectionEnabled();
    }
}
