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
