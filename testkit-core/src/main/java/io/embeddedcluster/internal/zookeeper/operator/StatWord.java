package io.embeddedcluster.internal.zookeeper.operator;

/** Answers {@code srvr} and {@code stat}: the state of the server, and for {@code stat} its clients. */
final class StatWord implements Word {

    private final boolean withClients;

    StatWord(boolean withClients) {
        this.withClients = withClients;
    }

    @Override
    public void answer(ServerView server, StringBuilder out) {
        out.append("Zookeeper version: ").append(ServerView.VERSION).append('\n');
        if (server.isReadOnly()) {
            out.append("READ-ONLY mode; serving only read-only clients\n");
        }
        if (withClients) {
            out.append("Clients:\n");
            server.connections()
                    .forEach(each -> out.append(ConsWord.beginning(each)).append(")\n"));
            out.append('\n');
        }
        summarize(server, out);
    }

    private static void summarize(ServerView server, StringBuilder out) {
        ServerStatistics statistics = server.statistics();
        Latencies latencies = statistics.latencies();
        out.append("Latency min/avg/max: ").append(latencies.min());
        out.append('/').append(latencies.mean());
        out.append('/').append(latencies.max());
        out.append("\nReceived: ").append(statistics.receivedCount());
        out.append("\nSent: ").append(statistics.sentCount());
        out.append("\nConnections: ").append(server.connections().size());
        out.append("\nOutstanding: ").append(server.outstanding());
        out.append("\nZxid: 0x").append(Long.toHexString(server.lastZxid()));
        out.append("\nMode: ").append(server.mode());
        out.append("\nNode count: ").append(MntrWord.znodeCount(server)).append('\n');
        ServerView.LeaderView leader = server.leader();
        if (leader != null) {
            out.append("Proposal sizes last/min/max: ")
                    .append(leader.proposals())
                    .append('\n');
        }
    }
}
