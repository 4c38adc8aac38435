package io.embeddedcluster.internal.kafka.znode;

/** How a request to the tree of znodes ended. */
public enum ZnodeOutcome {
    /** It was done. */
    OK,
    /** The znode, or the parent of the one to be created, does not exist. */
    NO_NODE,
    /** The znode to be created exists. */
    NODE_EXISTS,
    /** The znode's version is not the expected one. */
    BAD_VERSION,
    /** The znode to be deleted has children. */
    NOT_EMPTY,
    /** The connection or the session ended before an answer came: a write may or may not have been done. */
    UNKNOWN,
    /** The server refused for another reason, which is in the journal. */
    REFUSED
}
