package io.embeddedcluster.internal.zookeeper;

/**
 * Is told what a server promises to clients that write, and which transactions there are, so that somebody can check that
 * promises were kept. Called on the server's event loop.
 */
public interface ZxidListener {

    /** A client's request has come out of the log, and is about to be answered with that zxid. */
    void acknowledged(long zxid);

    /** A term has begun here after that zxid. */
    void termStarted(long lastZxid, long term);
}
