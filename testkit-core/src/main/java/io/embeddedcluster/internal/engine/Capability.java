package io.embeddedcluster.internal.engine;

/** Something that an engine may be able to do or not. What every engine can do (start, name its nodes, close) is none. */
public enum Capability {
    /** A node ends as by {@code kill -9}. */
    KILL,
    /** A node ends and loses what it had not synced to its disk. */
    POWER_LOSS,
    /** A node ends in order, leadership handed over first. */
    SHUTDOWN,
    /** A node that is down starts again, as the same node. */
    RESTART,
    /** A node is frozen and let go on. */
    PAUSE,
    /** The disk of a node that is down is emptied. */
    WIPE,
    /** Links between nodes are cut and healed. */
    SPLIT,
    /** A quorum node is added while the cluster runs. */
    ADD_QUORUM_NODE,
    /** Brokers tell the metadata, the positions of replicas, and who the controller is. */
    METADATA,
    /** Topics are created without a client. */
    CREATE_TOPIC,
    /** Committed records are read from the logs. */
    COMMITTED_RECORDS,
    /** Quorum nodes tell who they are: the leader, roles, and what reconfig takes. */
    QUORUM_ROLES,
    /** Sessions of the ensemble, with their clients, watches and ephemeral znodes, are shown. */
    SESSIONS,
    /** Sessions are expired, disconnected, held and moved. */
    SESSION_FAULTS,
    /** The tree of znodes is shown. */
    ZNODES,
    /** What clients were promised is compared with what the nodes have. */
    CHECK
}
