package io.embeddedcluster.internal.zookeeper.operator;

/** Answers {@code hash}: the digests of the tree, each with the zxid that it was taken at. */
final class HashWord implements Word {

    @Override
    public void answer(ServerView server, StringBuilder out) {
        if (!server.isServing()) {
            // As in ZooKeeper without an end of line, here only.
            out.append(NOT_SERVING);
            return;
        }
        server.digests()
                .all()
                .forEach((zxid, digest) -> out.append(Long.toHexString(zxid))
                        .append(": ")
                        .append(digest)
                        .append('\n'));
    }
}
