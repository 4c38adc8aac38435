package io.embeddedcluster.internal.zookeeper.operator;

/** Answers {@code isro}: whether the server also writes. Java's client asks for it while it is with a read-only server. */
final class IsroWord implements Word {

    @Override
    public void answer(ServerView server, StringBuilder out) {
        if (server.isServing()) {
            out.append(server.isReadOnly() ? "ro" : "rw");
        } else {
            out.append("null");
        }
    }
}
