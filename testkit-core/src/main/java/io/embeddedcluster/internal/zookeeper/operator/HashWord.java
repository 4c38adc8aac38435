package io.embeddedcluster.internal.zookeeper.operator;

/**
 * Answers {@code hash}: the digests of the tree that ZooKeeper takes every 128 transactions.
 *
 * <p>Not modelled: the digests; the list is empty, as on a server that has not come to its first one.
 */
final class HashWord implements Word {

    @Override
    public void answer(ServerView server, StringBuilder out) {
        if (!server.isServing()) {
            // As in ZooKeeper without an end of line, here only.
            out.append(NOT_SERVING);
        }
    }
}
