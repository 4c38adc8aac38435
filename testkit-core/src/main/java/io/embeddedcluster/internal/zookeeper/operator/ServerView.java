package io.embeddedcluster.internal.zookeeper.operator;

import io.embeddedcluster.internal.host.Clock;
import io.embeddedcluster.internal.host.Environment;
import io.embeddedcluster.internal.zookeeper.session.SessionExpiry;
import io.embeddedcluster.internal.zookeeper.session.SessionTable;
import io.embeddedcluster.internal.zookeeper.tree.DigestLog;
import io.embeddedcluster.internal.zookeeper.tree.ZnodeTree;
import io.embeddedcluster.internal.zookeeper.watch.Watches;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What operators are shown of a server. */
public interface ServerView {

    /** The version that operators are told: of the protocol that is served, and whose server this is. */
    String VERSION = "3.9.6-embedded-cluster-testkit, built on 2026-01-01 00:00 UTC";

    /** {@return whether clients are served, be it only those who only read} */
    boolean isServing();

    /** {@return whether only clients are served who only read} */
    boolean isReadOnly();

    /** {@return {@code leader}, {@code follower} …} */
    String mode();

    /** {@return the last transaction that was applied} */
    long lastZxid();

    /** {@return how many requests of all clients have no answer yet} */
    int outstanding();

    /** {@return how long it serves in its present mode, in milliseconds} */
    long uptimeMillis();

    /** {@return what was counted in its present mode} */
    ServerStatistics statistics();

    /** {@return all connections, the one that asks among them, in the order in which they came} */
    List<? extends ConnectionView> connections();

    /** {@return the znodes} */
    ZnodeTree tree();

    /** {@return what it held at certain transactions, each as a number} */
    DigestLog digests();

    /** {@return the watches of clients that are connected here} */
    Watches watches();

    /** {@return the sessions of the ensemble} */
    SessionTable sessions();

    /** {@return when these sessions end, where this server decides on it; null elsewhere} */
    @Nullable
    SessionExpiry expiry();

    /** {@return when sessions end that only this server knows; null where there cannot be such} */
    @Nullable
    SessionExpiry localExpiry();

    /** {@return the number of the server that this observer follows; null where it is no observer} */
    @Nullable
    Integer observedServer();

    /** {@return what only the leader knows; null elsewhere} */
    @Nullable
    LeaderView leader();

    /** {@return what was configured} */
    Settings settings();

    /** {@return the machine that it runs on} */
    Environment environment();

    /** {@return the clock that it lives by} */
    Clock clock();

    /**
     * What only the leader of an ensemble knows.
     *
     * @param learners how many servers follow it
     * @param syncedFollowers how many of them, observers aside, have all that was committed before its term
     * @param syncedNonVotingFollowers how many of these are no members: not yet, or no more
     * @param syncedObservers how many observers have that
     * @param pendingSyncs how many syncs wait for their answer
     * @param proposals how long its proposals were, in bytes
     */
    record LeaderView(
            int learners,
            int syncedFollowers,
            int syncedNonVotingFollowers,
            int syncedObservers,
            int pendingSyncs,
            SizeRange proposals) {}

    /**
     * What was configured.
     *
     * @param clientPort where clients connect
     * @param dataDir where data lies, for people: disks are memory
     * @param dataBytes how much lies there
     * @param tickMillis the unit of session expiry
     * @param maxConnectionsPerAddress how many connections are taken from one address, 0 for any number
     * @param sessionlessMillis how long a client may be silent that has no session
     * @param minSessionMillis the least session timeout
     * @param maxSessionMillis the greatest session timeout
     * @param serverId 0 where the server is alone
     * @param limitTicks how long a leader lasts without a majority, and a follower without a leader
     * @param isObserver whether it does not vote
     * @param peerPort what other servers are told of it, whether it is a member or not
     * @param electionPort the same
     * @param membership who the servers are, as {@code /zookeeper/config} tells it; null where the server is alone
     */
    record Settings(
            int clientPort,
            String dataDir,
            long dataBytes,
            long tickMillis,
            int maxConnectionsPerAddress,
            long sessionlessMillis,
            long minSessionMillis,
            long maxSessionMillis,
            int serverId,
            long limitTicks,
            boolean isObserver,
            int peerPort,
            int electionPort,
            @Nullable String membership) {}
}
