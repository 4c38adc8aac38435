package io.embeddedcluster.internal.engine;

import io.embeddedcluster.check.CheckResult;
import io.embeddedcluster.history.Journal;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a running cluster is to the handles that a user holds. An engine makes it of some kind of nodes: ours runs its own
 * servers in this JVM; others may stand on real servers, on containers, or on a cluster that is there already.
 *
 * <p>What an engine cannot do it leaves out of {@link #capabilities}. Handles ask {@link #require} first, so that an engine is
 * never called for what it lacks, and the user reads which capability that is.
 *
 * <p>Threading: any thread but an event loop, several at a time.
 */
public interface Engine extends AutoCloseable {

    /** {@return the engine's name, as messages call it} */
    String name();

    /** {@return what this engine can do} */
    Set<Capability> capabilities();

    /**
     * Asks for one capability.
     *
     * @param what what is about to be done, in words, as in {@code power loss of broker-1}
     * @throws UnsupportedOperationException if this engine lacks it
     */
    default void require(Capability capability, String what) {
        if (!capabilities().contains(capability)) {
            throw new UnsupportedOperationException(
                    what + " is not supported by engine " + name() + " (capability " + capability + ")");
        }
    }

    /** {@return the seed of all randomness of this cluster} */
    long seed();

    /** {@return all brokers, by node id; the same controls each time} */
    List<NodeControl> brokers();

    /** {@return all quorum nodes of this cluster, by node id, those that were added too; the same controls each time} */
    List<QuorumNodeControl> quorum();

    /**
     * Starts one more quorum node, which follows the ensemble and is no member of it, and returns when it serves.
     *
     * @throws IllegalStateException if the quorum is outside or only a standalone node, or the new one does not serve in time
     */
    QuorumNodeControl addQuorumNode();

    /** {@return whether the quorum is not of this cluster} */
    boolean isQuorumOutside();

    /** {@return {@code host:port} of all quorum nodes, joined by commas; of those outside, where the quorum is outside} */
    String quorumConnectString();

    /** {@return what clients have to trust, where nodes take TLS} */
    Optional<TrustedFile> trustStore();

    /** {@return what brokers know, and what topics hold} */
    Topics topics();

    /** {@return what quorum nodes know, and the sessions of their clients} */
    Ensemble ensemble();

    /** {@return the links between the nodes} */
    Links links();

    /** {@return what really happened, in one order} */
    Journal journal();

    /** Takes down in the journal what a test did to the cluster. */
    void record(String kind, String detail);

    /**
     * Compares what clients were promised with what the nodes have.
     *
     * @throws EngineException if there is nobody to ask; the message says who is missing and what to do
     */
    CheckResult check();

    /** {@return whether it is closed, or about to be} */
    boolean isClosed();

    /**
     * Ends every node at once and frees everything. Idempotent.
     *
     * @throws IllegalStateException if a node had a defect; the first time only
     */
    @Override
    void close();
}
