package io.embeddedcluster.internal.kafka.replica;

/** One rule of replication broken on purpose, so that a simulation shows that it would notice. */
enum Mutation {
    /** No rule is broken. */
    NONE,
    /** Followers do not say which epoch their last record is from, so that nobody notices that logs have parted. */
    FOLLOWER_HIDES_ITS_LAST_EPOCH,
    /** Leaders do not note in their log that their epoch begins. */
    LEADER_DOES_NOT_BEGIN_ITS_EPOCH,
    /** Leaders count what they have sent as what the follower has. */
    LEADER_COUNTS_WHAT_IT_SENDS,
    /** Leaders count a proposed removal from the ISR before it is confirmed. */
    SHRINK_COUNTS_BEFORE_IT_IS_CONFIRMED,
    /** Leaders forget a proposed addition to the ISR whose outcome they do not know. */
    EXPAND_IS_FORGOTTEN_BEFORE_IT_IS_DECIDED,
    /** Followers join the ISR at the high watermark, though it lies before the leader's epoch. */
    FOLLOWER_JOINS_BEFORE_THE_EPOCH,
    /** A broker that comes back takes all it has for committed. */
    RESTART_TAKES_ALL_FOR_COMMITTED,
    /** The partition's state is overwritten whatever its version. */
    ISR_IS_WRITTEN_UNCONDITIONALLY,
    /** The controller elects replicas outside the ISR. */
    ELECTION_OUTSIDE_THE_ISR,
}
