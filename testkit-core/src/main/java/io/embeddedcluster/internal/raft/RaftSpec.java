package io.embeddedcluster.internal.raft;

import io.embeddedcluster.internal.host.NodeName;
import java.time.Duration;
import java.util.List;

/**
 * How one node takes part.
 *
 * @param self the node that this is; takes part by the log once it is a member, if it is none from the beginning
 * @param membership who takes part before the log says anything
 * @param contacts whom it asks for the log beside the members that it knows of, where it hears no leader: all of these may
 *     have left
 * @param firstCandidate the voter that stands for election at once where nobody has ever run
 * @param heartbeatInterval how often a leader shows itself, and how often an unanswered request for votes is repeated
 * @param electionTimeoutMin how long a follower waits at least for a leader, and how long it refuses others its vote
 *     after it heard one
 * @param electionTimeoutMax how long a follower waits at most, and how long a leader lasts without a majority
 * @param snapshotAfterEntries how many applied entries make a new snapshot; fewer if they are long, more after a large one
 * @param trailingEntries how many entries stay in the log behind a snapshot, for followers that are a little behind;
 *     fewer if they are long
 * @param maxBatchEntries how many entries travel in one message at most
 */
public record RaftSpec(
        NodeName self,
        Membership membership,
        List<NodeName> contacts,
        NodeName firstCandidate,
        Duration heartbeatInterval,
        Duration electionTimeoutMin,
        Duration electionTimeoutMax,
        int snapshotAfterEntries,
        int trailingEntries,
        int maxBatchEntries) {

    public RaftSpec {
        contacts = List.copyOf(contacts);
        if (membership.voters().isEmpty()) {
            throw new IllegalArgumentException("no voters (expected: at least one)");
        }
        if (!membership.isVoter(firstCandidate)) {
            throw new IllegalArgumentException(
                    "first candidate " + firstCandidate + " (expected: one of the voters " + membership.voters() + ")");
        }
        if (heartbeatInterval.compareTo(Duration.ZERO) <= 0 || heartbeatInterval.compareTo(electionTimeoutMin) >= 0) {
            throw new IllegalArgumentException("heartbeat interval " + heartbeatInterval
                    + " (expected: positive and below the election timeout " + electionTimeoutMin + ")");
        }
        if (electionTimeoutMin.compareTo(electionTimeoutMax) >= 0) {
            throw new IllegalArgumentException("election timeout from " + electionTimeoutMin + " to "
                    + electionTimeoutMax + " (expected: a range, or votes keep splitting)");
        }
        if (maxBatchEntries < 1) {
            throw new IllegalArgumentException(
                    "at most " + maxBatchEntries + " entries in a message (expected: at least 1)");
        }
        if (snapshotAfterEntries < 1 || trailingEntries < 0) {
            throw new IllegalArgumentException("snapshot after " + snapshotAfterEntries + " entries, keeping "
                    + trailingEntries + " (expected: at least 1, keeping at least 0)");
        }
    }

    /** Returns the defaults, made for failover within a few hundred milliseconds on one machine. */
    public static RaftSpec of(NodeName self, List<NodeName> voters) {
        if (!voters.contains(self)) {
            throw new IllegalArgumentException("voter " + self + " is not among the voters " + voters);
        }
        return of(self, Membership.of(voters));
    }

    /**
     * Returns the defaults for a node that need not be a member.
     *
     * @throws IllegalArgumentException if there is no voter
     */
    public static RaftSpec of(NodeName self, Membership membership) {
        NodeName first =
                membership.voters().isEmpty() ? self : membership.voters().get(0);
        return new RaftSpec(
                self,
                membership,
                List.of(),
                first,
                Duration.ofMillis(20),
                Duration.ofMillis(100),
                Duration.ofMillis(200),
                10_000,
                1_000,
                1_000);
    }

    /** {@return the same with others to ask for the log} */
    public RaftSpec withContacts(List<NodeName> contacts) {
        return new RaftSpec(
                self,
                membership,
                contacts,
                firstCandidate,
                heartbeatInterval,
                electionTimeoutMin,
                electionTimeoutMax,
                snapshotAfterEntries,
                trailingEntries,
                maxBatchEntries);
    }

    /** {@return the same with another voter that stands for election first} */
    public RaftSpec withFirstCandidate(NodeName firstCandidate) {
        return new RaftSpec(
                self,
                membership,
                contacts,
                firstCandidate,
                heartbeatInterval,
                electionTimeoutMin,
                electionTimeoutMax,
                snapshotAfterEntries,
                trailingEntries,
                maxBatchEntries);
    }

    /** {@return the same with other times} */
    public RaftSpec withTimes(Duration heartbeatInterval, Duration electionTimeoutMin, Duration electionTimeoutMax) {
        return new RaftSpec(
                self,
                membership,
                contacts,
                firstCandidate,
                heartbeatInterval,
                electionTimeoutMin,
                electionTimeoutMax,
                snapshotAfterEntries,
                trailingEntries,
                maxBatchEntries);
    }

    /** {@return the same with snapshots after so many entries, of which so many stay in the log} */
    public RaftSpec withSnapshots(int snapshotAfterEntries, int trailingEntries) {
        return new RaftSpec(
                self,
                membership,
                contacts,
                firstCandidate,
                heartbeatInterval,
                electionTimeoutMin,
                electionTimeoutMax,
                snapshotAfterEntries,
                trailingEntries,
                maxBatchEntries);
    }

    /** {@return the same with at most so many entries in one message} */
    public RaftSpec withMaxBatchEntries(int maxBatchEntries) {
        return new RaftSpec(
                self,
                membership,
                contacts,
                firstCandidate,
                heartbeatInterval,
                electionTimeoutMin,
                electionTimeoutMax,
                snapshotAfterEntries,
                trailingEntries,
                maxBatchEntries);
    }
}
