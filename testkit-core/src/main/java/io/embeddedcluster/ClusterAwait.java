package io.embeddedcluster;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.awaitility.core.TerminalFailureException;

/**
 * Waits for a condition of the cluster, with a deadline in real time. A timeout says what was waited for and what the
 * cluster looked like.
 *
 * <p>Immutable; threading: any thread.
 */
public final class ClusterAwait {

    static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(30);

    private static final Duration POLL_INTERVAL = Duration.ofMillis(2);

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

    /** Waits until the broker is registered: the cluster knows that it is alive. */
    public void registered(Broker broker) {
        until(broker + " is registered", () -> cluster.isRegistered(broker));
    }

    /** Waits until there is a controller. */
    public void controller() {
        until("there is a controller", () -> succeeds(cluster::controller));
    }

    /** Waits until the ensemble has a leader. */
    public void quorumLeader() {
        until("the ensemble has a leader", () -> succeeds(cluster::quorumLeader));
    }

    /**
     * Waits for any condition.
     *
     * @param what the condition in words, as in {@code "all orders are shipped"}
     * @throws TestkitException when it did not come true in time, or the cluster was closed before
     */
    public void until(String what, BooleanSupplier condition) {
        try {
            Awaitility.await()
                    .pollDelay(Duration.ZERO)
                    .pollInterval(POLL_INTERVAL)
                    .pollInSameThread()
                    .atMost(timeout)
                    .failFast("the cluster was closed", cluster::isClosed)
                    .until(condition::getAsBoolean);
        } catch (TerminalFailureException e) {
            throw new TestkitException("waited until " + what + ", but the cluster was closed", e);
        } catch (ConditionTimeoutException e) {
            throw new TestkitException("waited " + timeout + " until " + what + ", in vain\n" + cluster.describe(), e);
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
