package io.embeddedcluster.internal.zookeeper.operator;

/** Answers {@code conf}: what was configured. */
final class ConfWord implements Word {

    private static final String NOT_SET = "-1";

    /** The only way of elections that ZooKeeper still has. */
    private static final String FAST_ELECTION = "3";

    @Override
    public void answer(ServerView server, StringBuilder out) {
        ServerView.Settings settings = server.settings();
        line(out, "clientPort", settings.clientPort());
        line(out, "secureClientPort", NOT_SET);
        line(out, "dataDir", settings.dataDir());
        line(out, "dataDirSize", settings.dataBytes());
        line(out, "dataLogDir", settings.dataDir());
        line(out, "dataLogSize", settings.dataBytes());
        line(out, "tickTime", settings.tickMillis());
        line(out, "maxClientCnxns", settings.maxConnectionsPerAddress());
        line(out, "minSessionTimeout", settings.minSessionMillis());
        line(out, "maxSessionTimeout", settings.maxSessionMillis());
        line(out, "clientPortListenBacklog", NOT_SET);
        line(out, "serverId", settings.serverId());
        String membership = settings.membership();
        if (membership != null) {
            ensemble(settings, out);
            if (!server.isReadOnly()) {
                // As in ZooKeeper the last line has no end.
                out.append("membership: \n").append(membership);
            }
        }
    }

    private static void ensemble(ServerView.Settings settings, StringBuilder out) {
        line(out, "initLimit", settings.limitTicks());
        line(out, "syncLimit", settings.limitTicks());
        line(out, "electionAlg", FAST_ELECTION);
        line(out, "electionPort", settings.electionPort());
        line(out, "quorumPort", settings.peerPort());
        line(out, "peerType", settings.isObserver() ? 1 : 0);
    }

    private static void line(StringBuilder out, String name, Object value) {
        out.append(name).append('=').append(value).append('\n');
    }
}
