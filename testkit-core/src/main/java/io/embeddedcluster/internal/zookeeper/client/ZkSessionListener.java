package io.embeddedcluster.internal.zookeeper.client;

import io.embeddedcluster.internal.zookeeper.wire.WatchEvent;

/** Is told of the states of a {@link ZkClient}'s session, and of the events of its watches. */
public interface ZkSessionListener {

    /**
     * A server serves the session. Persistent watches have been asked for again before this call, so that whatever is read
     * from here on is read behind them. As with real ZooKeeper, changes made while there was no connection raise no events
     * of persistent watches: read again what you watch.
     *
     * @param sessionId of the session
     * @param resumed false the first time, true where the session had been served before
     */
    void connected(long sessionId, boolean resumed);

    /** The connection is lost; the client is looking for another server. Requests without answer have failed already. */
    void disconnected();

    /** A server said that the session is over. The client is finished; begin another for a new session. */
    void expired();

    /** Something that is watched has changed. Comes before any reply that shows the change. */
    void watchEvent(WatchEvent event);
}
