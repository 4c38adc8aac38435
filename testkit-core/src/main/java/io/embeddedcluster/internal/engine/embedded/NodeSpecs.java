package io.embeddedcluster.internal.engine.embedded;

import io.embeddedcluster.internal.engine.ClusterPlan;
import io.embeddedcluster.internal.host.Host;
import io.embeddedcluster.internal.host.NodeName;
import io.embeddedcluster.internal.kafka.BrokerNode;
import io.embeddedcluster.internal.kafka.BrokerSpec;
import io.embeddedcluster.internal.kafka.config.BrokerConfig;
import io.embeddedcluster.internal.kafka.config.TopicConfig;
import io.embeddedcluster.internal.kafka.model.TopicName;
import io.embeddedcluster.internal.observer.ClusterObserver;
import io.embeddedcluster.internal.raft.RaftSpec;
import io.embeddedcluster.internal.zookeeper.QuorumServer;
import io.embeddedcluster.internal.zookeeper.client.ZkServerAddress;
import io.embeddedcluster.internal.zookeeper.config.QuorumConfig;
import io.embeddedcluster.internal.zookeeper.config.QuorumSpec;
import io.embeddedcluster.internal.zookeeper.handler.EnsembleMember;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** What each node of a plan shall be. Making it checks every config, so that nothing starts with a wrong one. */
final class NodeSpecs {

    /**
     * Of brokers on an ensemble that is there already. It may be in another process, for which nobody takes out of the
     * sessions' time what this one stood still: so they have to outlive a stall.
     */
    private static final String OUTSIDE_SESSION_TIMEOUT_MILLIS = "6000";

    private final ClusterPlan plan;
    private final String clusterId;
    private final int firstLeader;
    private final BrokerConfig brokerConfig;
    private final QuorumConfig quorumConfig;
    private final List<ZkServerAddress> outsideServers;

    /**
     * Checks the plan's configs.
     *
     * @param firstLeader the id of the quorum node that stands for election first; 0 where there is none
     * @throws IllegalArgumentException if one is unknown or not allowed
     */
    NodeSpecs(ClusterPlan plan, String clusterId, int firstLeader) {
        this.plan = plan;
        this.clusterId = clusterId;
        this.firstLeader = firstLeader;
        this.brokerConfig = BrokerConfig.of(plan.isQuorumOutside() ? onOutsideQuorum(plan) : plan.brokerConfig());
        this.quorumConfig = QuorumConfig.of(plan.quorumConfig());
        this.outsideServers = plan.isQuorumOutside()
                ? OutsideEnsemble.parse(plan.quorumConnectString()).servers()
                : List.of();
        plan.topics().forEach(this::check);
    }

    private static Map<String, String> onOutsideQuorum(ClusterPlan plan) {
        Map<String, String> config = new TreeMap<>(plan.brokerConfig());
        config.putIfAbsent(BrokerConfig.ZOOKEEPER_SESSION_TIMEOUT, OUTSIDE_SESSION_TIMEOUT_MILLIS);
        return config;
    }

    private void check(ClusterPlan.Topic topic) {
        TopicName.complaint(topic.name()).ifPresent(complaint -> {
            throw new IllegalArgumentException("topic name \"" + topic.name() + "\": " + complaint);
        });
        try {
            TopicConfig.validate(topic.config(), brokerConfig);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("topic " + topic.name() + ": " + e.getMessage(), e);
        }
    }

    /** {@return whether quorum nodes take TLS from clients} */
    boolean quorumTakesTls() {
        return quorumConfig.portUnification();
    }

    /**
     * Returns the quorum node of that id, not yet started.
     *
     * @param addresses where clients reach the quorum nodes that there are, by id; those of the plan come first
     * @param observers told what it promises to clients
     */
    QuorumServer quorumServer(int id, List<String> addresses, Host host, List<? extends ClusterObserver> observers) {
        List<EnsembleMember> founders = IntStream.rangeClosed(1, plan.quorumNodes())
                .mapToObj(each -> EnsembleMember.local(each, each > plan.quorum(), addresses.get(each - 1)))
                .toList();
        QuorumSpec spec = QuorumSpec.of(id, founders).withConfig(quorumConfig);
        RaftSpec raft = spec.raft()
                .withContacts(quorumNames(addresses.size()))
                .withFirstCandidate(NodeName.quorum(firstLeader));
        return new QuorumServer(spec.withRaft(raft), host, observers);
    }

    private static List<NodeName> quorumNames(int count) {
        return IntStream.rangeClosed(1, count).mapToObj(NodeName::quorum).toList();
    }

    /** {@return whether there is no ensemble, which others could join} */
    boolean isStandalone() {
        return plan.quorumNodes() == 1 && quorumConfig.standaloneEnabled();
    }

    /**
     * Returns the broker of that id, not yet started.
     *
     * @param quorumNodes how many quorum nodes of this cluster there are now: it connects to any of them
     * @param observers told what it promises to producers
     */
    BrokerNode broker(int id, int quorumNodes, Host host, List<? extends ClusterObserver> observers) {
        List<ZkServerAddress> servers = plan.isQuorumOutside()
                ? outsideServers
                : quorumNames(quorumNodes).stream()
                        .<ZkServerAddress>map(ZkServerAddress.Node::new)
                        .toList();
        BrokerSpec spec = new BrokerSpec(id, plan.bindAddress(), 0, null, servers, brokerConfig, clusterId);
        return new BrokerNode(host, spec, observers);
    }
}
