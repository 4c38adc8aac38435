package io.embeddedcluster;

import io.embeddedcluster.internal.engine.Condition;
import io.embeddedcluster.internal.engine.EngineException;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * Waits for a condition of the cluster, with a deadline in real time. A timeout says what was waited for and what the
 * cluster looked like.
 *
 * <p>Immutable; threading: any thread.
 */
public final class ClusterAwait {

    static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(30);

    private final Cluster cluster;
    private final Duration timeout;

    ClusterAwait(Cluster cluster, Duration timeout) {
        this.cluster = cluster;
        this.timeout = timeout;
    }

    /**
     * Returns the same with another deadline.
     *
     * @param timeout positive
     */
    public ClusterAwait atMost(Duration timeout) {
        if (timeout.isNegative() || timeout.isZero()) {
            throw new IllegalArgumentException("timeout: " + timeout + " (expected: positive)");
        }
        return new ClusterAwait(cluster, timeout);
    }

    /** {@return conditions on who leads a partition} */
    public LeaderAwait leaderOf(String topic, int partition) {
        return new LeaderAwait(this, cluster, topic, partition);
    }

    /** {@return conditions on a topic as a whole} */
    public TopicAwait topic(String name) {
        return new TopicAwait(this, cluster, name);
    }

    /** Waits until the broker is registered in its present life: the cluster knows that it is alive. */
    public void registered(Broker broker) {
        until(broker + " is registered", () -> cluster.isRegistered(broker));
    }

    /** Waits until there is a controller, which lives and works as such. */
    public void controller() {
        cluster.requireBrokers();
        until("there is a controller", cluster::hasController);
    }

    /** Waits until the ensemble has a leader. */
    public void quorumLeader() {
        until("the ensemble has a leader", () -> succeeds(cluster::quorumLeader));
    }

    /**
     * Waits for any condition.
     *
     * @param what the condition in words, as in {@code "all orders are shipped"}
     * @throws TestkitException when it did not come true in time, the cluster was closed before, or this thread was
     *     interrupted, which it stays
     */
    public void until(String what, BooleanSupplier condition) {
        boolean isTrue;
        try {
            isTrue = Condition.await(what, timeout, () -> {
                if (cluster.isClosed()) {
                    throw new TestkitException("waited until " + what + ", but the cluster was closed");
                }
                return condition.getAsBoolean();
            });
        } catch (EngineException e) {
            throw new TestkitException(e.getMessage() + "\n" + cluster.describe(), e);
        }
        if (!isTrue) {
            throw new TestkitException("waited " + timeout + " until " + what + ", in vain\n" + cluster.describe());
        }
    }

    private static boolean succeeds(Runnable question) {
        try {
            question.run();
            return true;
        } catch (TestkitException notYet) {
            return false;
        }
    }
}
