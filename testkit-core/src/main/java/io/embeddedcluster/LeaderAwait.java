package io.embeddedcluster;

import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;

/**
 * Waits for a leader of one partition: a broker that lives and has taken up its role in the newest leader epoch. Metadata
 * alone may name one that has died since. Made by {@link ClusterAwait#leaderOf}.
 */
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

    /** Waits until some broker other than this one leads the partition, and returns it. */
    public Broker isNot(Broker broker) {
        return await("has a leader other than " + broker, leader -> !leader.equals(broker));
    }

    /** Waits until this broker leads the partition. */
    public void is(Broker broker) {
        await("is led by " + broker, broker::equals);
    }

    /** Waits until some broker leads the partition, and returns it. */
    public Broker exists() {
        return await("has a leader", leader -> true);
    }

    /** Waits until the partition has no leader. */
    public void isNone() {
        await.until(
                topic + "-" + partition + " has no leader",
                () -> cluster.findTopic(topic)
                        .filter(view -> view.partition(partition).leader().isEmpty())
                        .isPresent());
    }

    private Broker await(String what, Predicate<Broker> condition) {
        AtomicReference<Broker> found = new AtomicReference<>();
        await.until(topic + "-" + partition + " " + what, () -> {
            Optional<Broker> leader = leader().filter(condition);
            leader.ifPresent(found::set);
            return leader.isPresent();
        });
        return Objects.requireNonNull(found.get());
    }

    private Optional<Broker> leader() {
        return cluster.findTopic(topic).flatMap(view -> cluster.livingLeader(topic, view.partition(partition)));
    }
}
