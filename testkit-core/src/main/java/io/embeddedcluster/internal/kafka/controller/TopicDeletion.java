package io.embeddedcluster.internal.kafka.controller;

import io.embeddedcluster.internal.kafka.metadata.MetadataImage;
import io.embeddedcluster.internal.kafka.model.Uuid;
import io.embeddedcluster.internal.kafka.znode.ZnodeChange;
import io.embeddedcluster.internal.kafka.znode.ZnodeJson;
import io.embeddedcluster.internal.kafka.znode.ZnodePaths;
import io.embeddedcluster.internal.kafka.znode.ZnodeStore;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * Deletes the topics that are marked for it under {@code /admin/delete_topics}, be it by this controller, by one before it, or by a tool.
 *
 * <p>What is there is listed first, since a topic may be half made or half deleted; then all goes in one write where that
 * is not too large, the topic, its settings and the mark always last and together, and with them the topic's id goes into
 * {@code /admin/delete_topics}: only that is the order for brokers to delete logs, also for one that was down then. A dead
 * broker does not hold up a deletion, as it does not in Kafka 4.
 */
final class TopicDeletion {

    /** Does changes as the controller. */
    interface Writer extends BiConsumer<List<ZnodeChange>, Consumer<ZnodeStore.Written>> {}

    private static final int CHANGES_PER_WRITE = 1000;

    private final ZnodeStore tree;
    private final Set<String> underWay = new TreeSet<>();
    /** What this controller has ordered, and the image may not show yet. */
    private final Set<Uuid> ordered = new LinkedHashSet<>();

    TopicDeletion(ZnodeStore tree) {
        this.tree = tree;
    }

    /**
     * Begins to delete each marked topic whose deletion is not under way.
     *
     * @param isEnabled {@code delete.topic.enable}; where it is off, marks are taken away and nothing else
     * @param whenChanged run after each topic, deleted or not, to look again
     */
    void run(MetadataImage image, boolean isEnabled, Writer writer, Runnable whenChanged) {
        for (String topic : image.topicsToDelete()) {
            if (underWay.add(topic)) {
                Runnable whenDone = () -> {
                    underWay.remove(topic);
                    whenChanged.run();
                };
                ZnodeChange unmark = ZnodeChange.delete(ZnodePaths.deleteTopic(topic), ZnodeChange.ANY_VERSION);
                if (isEnabled) {
                    image.topic(topic).ifPresent(known -> ordered.add(known.topicId()));
                    List<Uuid> deleted = image.topicDeletions().recentAnd(ordered);
                    ZnodeChange order = ZnodeChange.put(
                            ZnodePaths.DELETE_TOPICS, ZnodeJson.topicDeletions(deleted), ZnodeChange.ANY_VERSION);
                    list(topic, found -> delete(found, unmark, order, writer, whenDone), whenDone);
                } else {
                    writer.accept(List.of(unmark), unused -> whenDone.run());
                }
            }
        }
    }

    /** Forgets what is under way: this broker is no longer the controller, and the next one begins anew. */
    void forget() {
        underWay.clear();
        ordered.clear();
    }

    private void delete(
            List<ZnodeChange> found, ZnodeChange unmark, ZnodeChange order, Writer writer, Runnable whenDone) {
        List<ZnodeChange> all = new ArrayList<>(found);
        all.add(unmark);
        // It also fences leaders that have not heard of it: the states of a new topic of that name have the same
        // versions.
        all.add(order);
        // Topic, settings, mark and order are the last four at most: none of them goes before all partitions have gone.
        int from = 0;
        while (all.size() - from > CHANGES_PER_WRITE) {
            int to = Math.min(from + CHANGES_PER_WRITE, all.size() - 4);
            writer.accept(List.copyOf(all.subList(from, to)), unused -> {});
            from = to;
        }
        writer.accept(List.copyOf(all.subList(from, all.size())), unused -> whenDone.run());
    }

    /** Lists the deletions that a topic takes, children first. */
    private void list(String topic, Consumer<List<ZnodeChange>> found, Runnable orElse) {
        String parent = ZnodePaths.partitions(topic);
        List<ZnodeChange> all = new ArrayList<>();
        tree.children(parent, partitions -> {
            if (partitions.isOk()) {
                partitions.value().forEach(number -> listPartition(parent + "/" + number, all));
            }
            // Answers come in order: this one comes after those of all partitions.
            tree.get(ZnodePaths.topic(topic), topicRead -> {
                if (partitions.isOk()) {
                    all.add(ZnodeChange.delete(parent, ZnodeChange.ANY_VERSION));
                }
                if (topicRead.isOk()) {
                    all.add(ZnodeChange.delete(ZnodePaths.topic(topic), ZnodeChange.ANY_VERSION));
                }
            });
            tree.get(ZnodePaths.topicConfig(topic), configRead -> {
                if (configRead.isOk()) {
                    all.add(ZnodeChange.delete(ZnodePaths.topicConfig(topic), ZnodeChange.ANY_VERSION));
                }
                if (tree.isConnected() && underWay.contains(topic)) {
                    found.accept(all);
                } else {
                    orElse.run();
                }
            });
        });
    }

    private void listPartition(String path, List<ZnodeChange> all) {
        tree.children(path, children -> {
            if (children.isOk()) {
                children.value()
                        .forEach(name -> all.add(ZnodeChange.delete(path + "/" + name, ZnodeChange.ANY_VERSION)));
                all.add(ZnodeChange.delete(path, ZnodeChange.ANY_VERSION));
            }
        });
    }
}
