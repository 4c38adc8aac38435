package io.embeddedcluster;

import io.embeddedcluster.fault.Fault;
import io.embeddedcluster.internal.engine.RunningCluster;
import io.embeddedcluster.internal.kafka.metadata.MetadataImage;
import io.embeddedcluster.internal.kafka.metadata.PartitionImage;
import io.embeddedcluster.internal.kafka.metadata.TopicImage;
import java.util.List;

/** A cluster's state in some lines, for a person with a red test. */
final class ClusterDescription {

    private static final int MAX_PARTITIONS = 60;
    private static final int MAX_SESSIONS = 30;
    private static final int MAX_ZNODES = 60;

    private ClusterDescription() {}

    static String of(Cluster cluster, RunningCluster running) {
        StringBuilder text =
                new StringBuilder("cluster: seed=").append(cluster.seed()).append('\n');
        MetadataImage image = running.image().orElse(MetadataImage.EMPTY);
        if (running.isQuorumOutside()) {
            text.append("  quorum outside of this cluster: ")
                    .append(running.quorumConnectString())
                    .append('\n');
        }
        int quorumLeader = running.quorumLeaderId().orElse(0);
        for (QuorumNode node : cluster.quorum()) {
            text.append(line(node, role(node, quorumLeader)));
        }
        for (Broker broker : cluster.brokers()) {
            text.append(line(
                    broker,
                    (image.isAlive(broker.id()) ? " registered" : " not registered")
                            + (image.controllerId() == broker.id() ? " controller" : "")));
        }
        int shown = 0;
        for (TopicImage topic : image.topics().values()) {
            for (PartitionImage partition : topic.partitions()) {
                if (shown++ < MAX_PARTITIONS) {
                    text.append(line(topic, partition));
                }
            }
        }
        if (shown > MAX_PARTITIONS) {
            text.append("  … and ").append(shown - MAX_PARTITIONS).append(" more partitions\n");
        }
        if (cluster.brokers().isEmpty()) {
            List<String> sessions =
                    cluster.sessions().stream().map(Session::describe).toList();
            appendFirst(text, sessions, MAX_SESSIONS, "sessions");
            appendFirst(text, cluster.znodes().lines().toList(), MAX_ZNODES, "znodes");
        }
        for (Fault fault : cluster.faults().active()) {
            text.append("  fault: ").append(fault).append('\n');
        }
        return text.toString();
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

    private static String line(TopicImage topic, PartitionImage partition) {
        String leader = partition.leader() == PartitionImage.NO_LEADER ? "none" : "broker-" + partition.leader();
        return String.format(
                "  %s-%d leader=%s leaderEpoch=%d isr=%s replicas=%s%n",
                topic.name(),
                partition.partition(),
                leader,
                partition.leaderEpoch(),
                partition.isr(),
                partition.replicas());
    }
}
