package io.embeddedcluster.internal.zookeeper.operator;

/** Answers {@code crst}: resets the counters of every connection. */
final class ConnectionResetWord implements Word {

    @Override
    public void answer(ServerView server, StringBuilder out) {
        server.connections().forEach(each -> each.statistics().reset());
        out.append("Connection stats reset.\n");
    }
}
