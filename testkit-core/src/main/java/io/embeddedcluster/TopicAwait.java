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

    /**
     * Waits until the topic exists and each of its partitions has a leader, which lives and has taken up its role in the
     * newest leader epoch.
     */
    public void hasLeaders() {
        matches("has a leader for each partition", this::isLed);
    }

    private boolean isLed(TopicView view) {
        return view.partitions().stream()
                .allMatch(partition -> cluster.livingLeader(topic, partition).isPresent());
    }

    /** Waits until every replica of every partition runs, is in the ISR and has all that its leader has. */
    public void isFullyInSync() {
        matches("is fully in sync", view -> view.isFullyInSync() && isLed(view));
    }

    /** Waits until the topic exists and the condition holds for it. */
    public void matches(String what, Predicate<TopicView> condition) {
        await.until(
                "topic " + topic + " " + what,
                () -> cluster.findTopic(topic).filter(condition).isPresent());
    }
}
