package io.embeddedcluster.internal.kafka.simulation;

import io.embeddedcluster.internal.host.Host;
import io.embeddedcluster.internal.host.NodeName;
import io.embeddedcluster.internal.host.simulated.SimulatedMachine;
import io.embeddedcluster.internal.host.simulated.SimulatedWorld;
import io.embeddedcluster.internal.kafka.BrokerNode;
import io.embeddedcluster.internal.kafka.BrokerSpec;
import io.embeddedcluster.internal.kafka.config.BrokerConfig;
import io.embeddedcluster.internal.kafka.rules.BrokerRules;
import io.embeddedcluster.internal.observer.ClusterObserver;
import io.embeddedcluster.internal.zookeeper.QuorumServer;
import io.embeddedcluster.internal.zookeeper.client.ZkServerAddress;
import io.embeddedcluster.internal.zookeeper.config.QuorumSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/** Three brokers, three quorum nodes and the machines of their clients in one simulated world. */
final class BrokerWorld {

    static final int BROKERS = 3;
    private static final int FIRST_CLIENT = 11;

    private final SimulatedWorld world;
    private final ClusterObserver observer;
    private final BrokerRules rules;
    private final List<NodeName> quorum =
            IntStream.rangeClosed(1, 3).mapToObj(NodeName::quorum).toList();
    private final List<SimulatedMachine> servers = new ArrayList<>();
    private final List<BrokerMachine> brokers = new ArrayList<>();
    private final List<SimulatedMachine> clients = new ArrayList<>();
    private final BrokerConfig config = BrokerConfig.of(Map.of(
            "auto.create.topics.enable", "false",
            "replica.lag.time.max.ms", "300",
            "replica.fetch.wait.max.ms", "150",
            "replica.fetch.backoff.ms", "30",
            "replica.high.watermark.checkpoint.interval.ms", "300"));

    BrokerWorld(long seed, ClusterObserver observer, BrokerRules rules) {
        this.rules = rules;
        world = new SimulatedWorld(seed);
        this.observer = observer;
        quorum.forEach(name -> servers.add(world.add(name)));
        for (int id = 1; id <= BROKERS; id++) {
            brokers.add(new BrokerMachine(id, world.add(NodeName.broker(id)), this::program));
        }
    }

    SimulatedWorld world() {
        return world;
    }

    List<BrokerMachine> brokers() {
        return brokers;
    }

    BrokerMachine broker(int nodeId) {
        return brokers.get(nodeId - 1);
    }

    /** {@return the broker that takes itself for the controller; empty where none does or it stands still} */
    Optional<BrokerMachine> controller() {
        return brokers.stream()
                .filter(broker -> !broker.isPaused()
                        && broker.node().filter(BrokerNode::isController).isPresent())
                .findFirst();
    }

    List<SimulatedMachine> servers() {
        return servers;
    }

    void start() {
        servers.forEach(this::bootServer);
        brokers.forEach(BrokerMachine::boot);
    }

    void bootServer(SimulatedMachine machine) {
        if (!machine.isRunning()) {
            machine.boot(
                    host -> new QuorumServer(QuorumSpec.of(machine.name(), quorum), host, List.of(observer)).start());
        }
    }

    /** Adds the machine of a client and starts it. */
    void addClient(Consumer<Host> program) {
        SimulatedMachine machine = world.add(NodeName.broker(FIRST_CLIENT + clients.size()));
        clients.add(machine);
        machine.boot(program);
    }

    List<NodeName> quorum() {
        return quorum;
    }

    private void program(BrokerMachine broker) {
        broker.machine().boot(host -> {
            BrokerSpec spec = new BrokerSpec(
                    broker.nodeId(),
                    "127.0.0.1",
                    0,
                    null,
                    quorum.stream()
                            .<ZkServerAddress>map(ZkServerAddress.Node::new)
                            .toList(),
                    config,
                    "simulated-cluster");
            BrokerNode node = new BrokerNode(host, spec, List.of(observer), rules);
            broker.began(node);
            node.start();
        });
    }
}
