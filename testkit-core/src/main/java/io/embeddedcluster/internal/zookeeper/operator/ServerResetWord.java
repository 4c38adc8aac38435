package io.embeddedcluster.internal.zookeeper.operator;

/** Answers {@code srst}: resets the counters of the server. */
final class ServerResetWord implements Word {

    @Override
    public void answer(ServerView server, StringBuilder out) {
        server.statistics().reset();
        ServerView.LeaderView leader = server.leader();
        if (leader != null) {
            leader.proposals().reset();
        }
        out.append("Server stats reset.\n");
    }
}
