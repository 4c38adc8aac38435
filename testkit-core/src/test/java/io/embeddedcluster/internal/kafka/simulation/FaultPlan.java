package io.embeddedcluster.internal.kafka.simulation;

import io.embeddedcluster.internal.host.NodeName;
import io.embeddedcluster.internal.host.Split;
import io.embeddedcluster.internal.host.simulated.NetworkConditions;
import io.embeddedcluster.internal.host.simulated.SimulatedMachine;
import io.embeddedcluster.internal.kafka.BrokerNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.random.RandomGenerator;

/**
 * The faults of one life.
 *
 * <p>Kills, pauses, splits and slow links come together as they like. A broker that loses power or its disk loses records
 * that it had acknowledged, since Kafka does not sync them; that is safe only while others of the ISR are there. Such a
 * fault therefore begins when all is in sync, and no other one begins until all is in sync again.
 */
final class FaultPlan {

    private final BrokerWorld brokers;
    private final Promises promises;
    private final Workload workload;
    private final SimulatedOperator operator;
    private final RandomGenerator random;
    private final List<Split> splits = new ArrayList<>();
    private boolean isOver;
    private boolean isDelicate;
    private int under;

    FaultPlan(BrokerWorld brokers, Promises promises, Workload workload, SimulatedOperator operator) {
        this.brokers = brokers;
        this.promises = promises;
        this.workload = workload;
        this.operator = operator;
        random = brokers.world().randoms().stream("faults");
    }

    void begin() {
        if (random.nextInt(3) == 0) {
            workload.count("lives with slow links");
            brokers.world()
                    .network(new NetworkConditions(
                            0.02,
                            0.02,
                            Duration.ofNanos(50_000),
                            Duration.ofMillis(random.nextInt(2, 12)),
                            0.02,
                            Duration.ofMillis(60)));
        }
        next();
    }

    private void next() {
        brokers.world().schedule(Duration.ofMillis(random.nextInt(20, 220)), () -> {
            if (!isOver) {
                disturb();
                next();
            }
        });
    }

    private void disturb() {
        if (isDelicate) {
            isDelicate = !noteCalm();
            return;
        }
        BrokerMachine broker = brokers.brokers().get(random.nextInt(BrokerWorld.BROKERS));
        if (noteCalm() && random.nextInt(3) == 0) {
            isDelicate = true;
            lose(broker, random.nextInt(3) == 0);
            return;
        }
        switch (random.nextInt(10)) {
            case 0, 1 -> kill(broker);
            case 2 -> pause(broker);
            case 3 -> split(broker, true, false);
            case 4 -> split(broker, false, true);
            case 5 -> split(broker, true, true);
            case 6 -> disturbServer(brokers.servers().get(random.nextInt(3)));
            case 7 -> stall();
            case 8 -> brokers.controller().ifPresent(this::depose);
            default -> shutdown(broker);
        }
    }

    /**
     * Looks whether everybody is up and together, and every replica in sync, as the leaders say: who is in sync is for them
     * to say. The promises are told, since from such a moment on nothing counts as lost with what was lost before.
     */
    private boolean noteCalm() {
        boolean isCalm = splits.isEmpty()
                && under == 0
                && brokers.brokers().stream()
                        .allMatch(each -> !each.isPaused()
                                && each.node()
                                        .filter(node -> node.isServing() && node.isRegistered())
                                        .isPresent())
                && promises.areAllInSync();
        if (isCalm) {
            promises.allInSync();
        }
        return isCalm;
    }

    private void lose(BrokerMachine broker, boolean isDiskLost) {
        workload.count(isDiskLost ? "wipes" : "losses of power");
        promises.losesData(broker.nodeId());
        broker.down(broker.machine()::powerLoss);
        if (isDiskLost) {
            broker.machine().wipe();
        }
        later(10, 600, broker::boot);
    }

    private void kill(BrokerMachine broker) {
        if (broker.node().isPresent()) {
            workload.count("kills");
            broker.down(broker.machine()::crash);
            later(10, 700, broker::boot);
        }
    }

    private void shutdown(BrokerMachine broker) {
        if (!canStop(broker)) {
            return;
        }
        broker.node().ifPresent(node -> {
            workload.count("orderly stops");
            int run = broker.runs();
            node.shutdown(() -> {
                if (broker.runs() == run && broker.node().isPresent()) {
                    broker.down(broker.machine()::end);
                    later(10, 400, broker::boot);
                }
            });
        });
    }

    private static boolean canStop(BrokerMachine broker) {
        return !broker.isPaused() && broker.node().filter(BrokerNode::isServing).isPresent();
    }

    private void pause(BrokerMachine broker) {
        workload.count("pauses");
        broker.pause();
        later(10, 700, broker::resume);
    }

    /** All nodes stand still while the clock goes on, as in a process that gets no processor: sessions are over meanwhile. */
    private void stall() {
        workload.count("stalls");
        List<SimulatedMachine> servers =
                brokers.servers().stream().filter(SimulatedMachine::isRunning).toList();
        under++;
        brokers.brokers().forEach(BrokerMachine::pause);
        servers.forEach(SimulatedMachine::pause);
        later(20, 400, () -> {
            under--;
            brokers.brokers().forEach(BrokerMachine::resume);
            servers.forEach(SimulatedMachine::resume);
        });
    }

    private void split(BrokerMachine broker, boolean fromBrokers, boolean fromQuorum) {
        workload.count("splits");
        NodeName name = broker.machine().name();
        Set<NodeName> others = new TreeSet<>();
        if (fromBrokers) {
            brokers.brokers().forEach(each -> others.add(each.machine().name()));
        }
        if (fromQuorum) {
            others.addAll(quorum());
        }
        others.remove(name);
        Split split = brokers.world().fabric().split(Set.of(name), others);
        splits.add(split);
        later(50, 900, () -> heal(split));
    }

    private Set<NodeName> quorum() {
        Set<NodeName> names = new TreeSet<>();
        brokers.servers().forEach(server -> names.add(server.name()));
        return names;
    }

    /**
     * An operator deletes {@code /controller} while something that the controller has written is held up on its way: it
     * arrives when the next one has been elected and has not written yet. A broker that stops gives both something to write.
     */
    private void depose(BrokerMachine controller) {
        brokers.brokers().stream()
                .filter(each -> each != controller && canStop(each))
                .findAny()
                .ifPresent(stopping -> {
                    workload.count("controllers deposed");
                    shutdown(stopping);
                    // By then it has read what there is to write, with some luck, and not written it.
                    brokers.world().schedule(Duration.ofNanos(random.nextLong(500_000, 5_000_000)), () -> {
                        Split split = brokers.world()
                                .fabric()
                                .splitOneWay(Set.of(controller.machine().name()), quorum());
                        splits.add(split);
                        operator.deposeController();
                        promises.controllerTerms().whenNextBegins(() -> later(0, 2, () -> heal(split)));
                        later(50, 150, () -> heal(split));
                    });
                });
    }

    private void disturbServer(SimulatedMachine server) {
        if (!server.isRunning() || under > 0) {
            return;
        }
        under++;
        workload.count("faults of the ensemble");
        if (random.nextBoolean()) {
            server.powerLoss();
            later(10, 500, () -> {
                under--;
                brokers.bootServer(server);
            });
        } else {
            server.pause();
            later(10, 500, () -> {
                under--;
                server.resume();
            });
        }
    }

    private void later(int from, int to, Runnable action) {
        brokers.world().schedule(Duration.ofMillis(random.nextInt(from, to)), action);
    }

    private void heal(Split split) {
        if (splits.remove(split)) {
            brokers.world().fabric().heal(split);
        }
    }

    /** Ends all faults: everybody runs and reaches everybody. */
    void heal() {
        isOver = true;
        List.copyOf(splits).forEach(this::heal);
        brokers.servers().forEach(server -> {
            server.resume();
            brokers.bootServer(server);
        });
        brokers.brokers().forEach(broker -> {
            broker.resume();
            broker.boot();
        });
    }
}
