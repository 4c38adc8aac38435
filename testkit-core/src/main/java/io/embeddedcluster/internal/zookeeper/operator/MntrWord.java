package io.embeddedcluster.internal.zookeeper.operator;

import io.embeddedcluster.internal.host.Environment;
import io.embeddedcluster.internal.zookeeper.session.SessionExpiry;

/**
 * Answers {@code mntr}: figures for monitoring, in ZooKeeper's order.
 *
 * <p>Not modelled: what ZooKeeper counts inside its pipeline of request processors, its election and its disk.
 */
final class MntrWord implements Word {

    @Override
    public void answer(ServerView server, StringBuilder out) {
        Figures figures = new Figures(out);
        figures.add("version", ServerView.VERSION);
        figures.add("server_state", server.mode());
        if (server.settings().membership() != null && !server.isReadOnly()) {
            figures.add("peer_state", peerState(server));
        }
        Integer observed = server.observedServer();
        if (observed != null) {
            figures.add("observer_master_id", observed);
        }
        gauges(server, figures);
        counters(server.statistics(), figures);
    }

    private static String peerState(ServerView server) {
        String state = server.leader() != null ? "leading" : server.settings().isObserver() ? "observing" : "following";
        return state + " - broadcast";
    }

    /** In one list, however long: the order is the format. */
    private static void gauges(ServerView server, Figures figures) {
        ServerStatistics statistics = server.statistics();
        ServerView.LeaderView leader = server.leader();
        Environment environment = server.environment();
        SessionExpiry local = server.localExpiry();
        figures.add("ephemerals_count", server.tree().ephemeralCount());
        figures.add("num_alive_connections", server.connections().size());
        figures.add("avg_latency", statistics.latencies().mean());
        if (leader != null) {
            figures.add("min_proposal_size", leader.proposals().min());
        }
        figures.add("outstanding_requests", server.outstanding());
        figures.add("znode_count", znodeCount(server));
        figures.add("global_sessions", server.sessions().size());
        figures.add("non_mtls_remote_conn_count", 0);
        figures.add("last_client_response_size", statistics.responses().last());
        figures.add("packets_sent", statistics.sentCount());
        figures.add("packets_received", statistics.receivedCount());
        if (leader != null) {
            figures.add("max_proposal_size", leader.proposals().max());
        }
        figures.add("max_client_response_size", statistics.responses().max());
        if (leader != null) {
            figures.add("synced_followers", leader.syncedFollowers());
        }
        figures.add("connection_drop_probability", 0.0);
        figures.add("watch_count", server.watches().size());
        if (leader != null) {
            figures.add("synced_non_voting_followers", leader.syncedNonVotingFollowers());
            figures.add("synced_observers", leader.syncedObservers());
        }
        figures.add("auth_failed_count", statistics.authFailureCount());
        figures.add("min_latency", statistics.latencies().min());
        figures.add("max_file_descriptor_count", environment.maxFileDescriptors());
        figures.add("approximate_data_size", server.tree().approximateDataSize());
        figures.add("open_file_descriptor_count", environment.openFileDescriptors());
        if (leader != null) {
            figures.add("last_proposal_size", leader.proposals().last());
            figures.add("pending_syncs", leader.pendingSyncs());
            figures.add("leader_uptime", server.uptimeMillis());
        }
        figures.add("local_sessions", local == null ? 0 : local.size());
        figures.add("uptime", server.uptimeMillis());
        figures.add("max_latency", statistics.latencies().max());
        figures.add("outstanding_tls_handshake", 0);
        if (leader != null) {
            figures.add("learners", leader.learners());
        }
        figures.add("min_client_response_size", statistics.responses().min());
        figures.add("non_mtls_local_conn_count", 0);
        if (server.settings().membership() != null && !server.isReadOnly()) {
            figures.add("quorum_size", quorumSize(server));
        }
    }

    private static void counters(ServerStatistics statistics, Figures figures) {
        figures.add("watch_bytes", statistics.watchBytes());
        figures.add("sessionless_connections_expired", statistics.sessionlessExpiredCount());
        figures.add("bytes_received_count", statistics.receivedBytes());
        figures.add("response_bytes", statistics.responseBytes());
        figures.add("connection_revalidate_count", statistics.revalidationCount());
        figures.add("connection_request_count", statistics.connectRequestCount());
    }

    /** ZooKeeper keeps the root under two names and counts both. */
    static int znodeCount(ServerView server) {
        return server.tree().size() + 1;
    }

    private static long quorumSize(ServerView server) {
        String membership = server.settings().membership();
        return membership == null
                ? 0
                : membership
                        .lines()
                        .filter(line -> line.startsWith("server.") && line.contains(":participant"))
                        .count();
    }

    /** Lines of a name and a value. */
    private record Figures(StringBuilder out) {

        private void add(String name, Object value) {
            out.append("zk_").append(name).append('\t').append(value).append('\n');
        }
    }
}
