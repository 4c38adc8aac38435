package io.embeddedcluster.internal.zookeeper.operator;

/** Answers one four-letter word. */
interface Word {

    /** What is said where the server has no leader, or does not know it. */
    String NOT_SERVING = "This ZooKeeper instance is not currently serving requests";

    /** Appends the answer. */
    void answer(ServerView server, StringBuilder out);

    /** {@return the same word, answered by {@link #NOT_SERVING} where the server does not serve} */
    default Word whileServing() {
        return (server, out) -> {
            if (server.isServing()) {
                answer(server, out);
            } else {
                out.append(NOT_SERVING).append('\n');
            }
        };
    }
}
