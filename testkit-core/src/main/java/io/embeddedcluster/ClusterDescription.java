package io.embeddedcluster;

import io.embeddedcluster.fault.Fault;
import io.embeddedcluster.internal.engine.Capability;
import io.embeddedcluster.internal.engine.ClusterMetadata;
import io.embeddedcluster.internal.engine.Engine;
import java.util.List;

/** A cluster's state in some lines, for a person with a red test. */
final class ClusterDescription {

    private static final int MAX_PARTITIONS = 60;
    private static final int MAX_SESSIONS = 30;
    private static final int MAX_ZNODES = 60;

    private ClusterDescription() {}

    static String of(Cluster cluster, Engine engine) {
        StringBuilder text =
                new StringBuilder("cluster: seed=").append(cluster.seed()).append('\n');
        ClusterMetadata metadata = can(engine, Capability.METADATA)
                ? engine.topics().metadata().orElse(ClusterMetadata.EMPTY)
                : ClusterMetadata.EMPTY;
        if (engine.isQuorumOutside()) {
            text.append("  quorum outside of this cluster: ")
                    .append(engine.quorumConnectString())
                    .append('\n');
        }
        boolean knowsRoles = can(engine, Capability.QUORUM_ROLES);
        int quorumLeader = knowsRoles ? engine.ensemble().leader().orElse(0) : 0;
        for (QuorumNode node : cluster.quorum()) {
            text.append(line(node, knowsRoles ? role(node, quorumLeader) : ""));
        }
        for (Broker broker : cluster.brokers()) {
            text.append(line(broker, can(engine, Capability.METADATA) ? role(broker, metadata) : ""));
        }
        int shown = 0;
        for (ClusterMetadata.Topic topic : metadata.topics().values()) {
            for (ClusterMetadata.Partition partition : topic.partitions()) {
                if (shown++ < MAX_PARTITIONS) {
                    text.append(line(topic, partition));
                }
            }
        }
        if (shown > MAX_PARTITIONS) {
            text.append("  … and ").append(shown - MAX_PARTITIONS).append(" more partitions\n");
        }
        if (cluster.brokers().isEmpty()) {
            if (can(engine, Capability.SESSIONS)) {
                List<String> sessions =
                        cluster.sessions().stream().map(Session::describe).toList();
                appendFirst(text, sessions, MAX_SESSIONS, "sessions");
            }
            if (can(engine, Capability.ZNODES)) {
                appendFirst(text, cluster.znodes().lines().toList(), MAX_ZNODES, "znodes");
            }
        }
        for (Fault fault : cluster.faults().active()) {
            text.append("  fault: ").append(fault).append('\n');
        }
        return text.toString();
    }

    /** What an engine cannot tell is left out: a description is for failures, and fails none itself. */
    private static boolean can(Engine engine, Capability capability) {
        return engine.capabilities().contains(capability);
    }

    private static String role(Broker broker, ClusterMetadata metadata) {
        boolean isController =
                metadata.controller().isPresent() && metadata.controller().getAsInt() == broker.id();
        return (metadata.registered().contains(broker.id()) ? " registered" : " not registered")
                + (isController ? " controller" : "");
    }

    private static void appendFirst(StringBuilder text, List<String> lines, int limit, String what) {
        lines.stream()
                .limit(limit)
                .forEach(line -> text.append("  ").append(line).append('\n'));
        if (lines.size() > limit) {
            text.append("  … and ")
                    .append(lines.size() - limit)
                    .append(" more ")
                    .append(what)
                    .append('\n');
        }
    }

    private static String role(QuorumNode node, int quorumLeader) {
        if (node.id() == quorumLeader) {
            return " quorum leader";
        }
        return node.role() == QuorumRole.OBSERVER ? " observer" : "";
    }

    private static String line(Node node, String role) {
        String state = !node.isRunning() ? "down" : node.isPaused() ? "paused" : "up";
        return String.format("  %-10s %-22s %s%s%n", node.name(), node.address(), state, role);
    }

    private static String line(ClusterMetadata.Topic topic, ClusterMetadata.Partition partition) {
        String leader = partition.leader().isEmpty()
                ? "none"
                : "broker-" + partition.leader().getAsInt();
        return String.format(
                "  %s-%d leader=%s leaderEpoch=%d isr=%s replicas=%s%n",
                topic.name(),
                partition.number(),
                leader,
                partition.leaderEpoch(),
                partition.isr(),
                partition.replicas());
    }
}
