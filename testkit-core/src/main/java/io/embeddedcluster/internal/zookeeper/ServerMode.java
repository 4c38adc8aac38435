package io.embeddedcluster.internal.zookeeper;

/** What a server is at the moment, in ZooKeeper's words. */
public enum ServerMode {
    /** Serves, and decides. */
    LEADER("leader"),
    /** Serves, and takes writes to the leader. */
    FOLLOWER("follower"),
    /** Serves, takes writes to the leader, and has no vote. */
    OBSERVER("observer"),
    /** Serves, all alone by configuration. */
    STANDALONE("standalone"),
    /** Serves clients who only read: there is no leader that this server knows. */
    READ_ONLY("read-only"),
    /** Does not serve: there is no leader, or this server does not know it, or is behind it. */
    LOOKING("looking");

    private final String text;

    ServerMode(String text) {
        this.text = text;
    }

    /** {@return the word that operators see} */
    public String text() {
        return text;
    }
}
