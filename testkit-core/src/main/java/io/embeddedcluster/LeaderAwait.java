package io.embeddedcluster;

import java.util.Optional;

/** Waits for a leader of one partition. Made by {@link ClusterAwait#leaderOf}. */
public final class LeaderAwait {

    private final ClusterAwait await;
    private final Cluster cluster;
    private final String topic;
    private final int partition;

    LeaderAwait(ClusterAwait await, Cluster cluster, String topic, int partition) {
        this.await = await;
        this.cluster = cluster;
        this.topic = topic;
        this.partition = partition;
    }

    /** Waits until some running broker other than this one leads the partition, and returns it. */
    public Broker isNot(Broker broker) {
        await.until(
                topic + "-" + partition + " has a leader other than " + broker,
                () -> leader().filter(leader -> !leader.equals(broker)).isPresent());
        return cluster.leaderOf(topic, partition);
    }

    /** Waits until this broker leads the partition. */
    public void is(Broker broker) {
        await.until(
                topic + "-" + partition + " is led by " + broker,
                () -> leader().filter(broker::equals).isPresent());
    }

    /** Waits until some running broker leads the partition, and returns it. */
    public Broker exists() {
        await.until(topic + "-" + partition + " has a leader", () -> leader().isPresent());
        return cluster.leaderOf(topic, partition);
    }

    /** Waits until the partition has no leader. */
    public void isNone() {
        await.until(
                topic + "-" + partition + " has no leader",
                () -> cluster.findTopic(topic)
                        .filter(view -> view.partition(partition).leader().isEmpty())
                        .isPresent());
    }

    private Optional<Broker> leader() {
        return cluster.findTopic(topic)
                .map(view -> view.partition(partition).leader())
                .filter(leader -> leader.isPresent())
                .map(leader -> cluster.broker(leader.getAsInt()))
                .filter(Broker::isRunning);
    }
}
