package io.embeddedcluster;

import java.util.function.Predicate;

/** Waits for a state of one topic. Made by {@link ClusterAwait#topic}. */
public final class TopicAwait {

    private final ClusterAwait await;
    private final Cluster cluster;
    private final String topic;

    TopicAwait(ClusterAwait await, Cluster cluster, String topic) {
        this.await = await;
        this.cluster = cluster;
        this.topic = topic;
    }

    /** Waits until the topic exists and each of its partitions has a leader. */
    public void hasLeaders() {
        matches(
                "has a leader for each partition",
                view -> view.partitions().stream()
                        .allMatch(partition -> partition.leader().isPresent()));
    }

    /** Waits until every replica of every partition runs, is in the ISR and has all that its leader has. */
    public void isFullyInSync() {
        matches("is fully in sync", TopicView::isFullyInSync);
    }

    /** Waits until the topic exists and the condition holds for it. */
    public void matches(String what, Predicate<TopicView> condition) {
        await.until(
                "topic " + topic + " " + what,
                () -> cluster.findTopic(topic).filter(condition).isPresent());
    }
}
