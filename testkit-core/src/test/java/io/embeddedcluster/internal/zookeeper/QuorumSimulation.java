package io.embeddedcluster.internal.zookeeper;

import io.embeddedcluster.internal.host.Host;
import io.embeddedcluster.internal.host.NodeName;
import io.embeddedcluster.internal.host.Split;
import io.embeddedcluster.internal.host.simulated.NetworkConditions;
import io.embeddedcluster.internal.host.simulated.SimulatedMachine;
import io.embeddedcluster.internal.host.simulated.SimulatedWorld;
import io.embeddedcluster.internal.zookeeper.config.QuorumConfig;
import io.embeddedcluster.internal.zookeeper.config.QuorumSpec;
import io.embeddedcluster.internal.zookeeper.handler.EnsembleMember;
import io.embeddedcluster.internal.zookeeper.replicated.QuorumRules;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/** One life of an ensemble and its clients, decided by one seed: faults for a while, then peace. */
final class QuorumSimulation {

    private static final Duration CHAOS = Duration.ofSeconds(4);
    private static final Duration PEACE = Duration.ofSeconds(10);
    private static final Duration SESSION_TIMEOUT = Duration.ofMillis(400);
    /** Between looks for what has had its time, and from there to the end of the deletion. */
    private static final Duration DELETION_DELAY = Duration.ofSeconds(1);

    static final Map<String, String> SETTINGS = Map.of(
            "znode.container.checkIntervalMs", "100",
            "znode.container.maxPerMinute", "60000",
            "enforceQuota", "true",
            "reconfigEnabled", "true",
            "DigestAuthenticationProvider.superDigest", SimulatedOperator.DIGEST);

    private static final int WIRE_CLIENTS = 8;
    private static final int LIBRARY_CLIENTS = 2;

    private final SimulatedWorld world;
    private final RandomGenerator nemesis;
    private final List<NodeName> names;
    private final List<Server> servers = new ArrayList<>();
    private final QuorumRules rules;
    private final List<Client> clients = new ArrayList<>();
    private final List<Split> splits = new ArrayList<>();
    private final QuorumConfig config;
    private final List<EnsembleMember> members;
    private final QuorumTruth truth;
    private final Board board = new Board();
    private boolean chaos = true;

    /**
     * Prepares a life.
     *
     * @param rules of the servers; others than ZooKeeper's are to be found out
     * @param settings of the servers, beside those that every life has
     */
    QuorumSimulation(long seed, QuorumRules rules, Map<String, String> settings) {
        this.rules = rules;
        Map<String, String> all = new TreeMap<>(SETTINGS);
        all.putAll(settings);
        config = QuorumConfig.of(all);
        world = new SimulatedWorld(seed);
        nemesis = world.randoms().stream("nemesis");
        boolean bad = nemesis.nextBoolean();
        world.network(new NetworkConditions(
                bad ? 0.05 : 0,
                bad ? 0.05 : 0,
                Duration.ofNanos(50_000),
                Duration.ofNanos(nemesis.nextLong(100_000, 4_000_000)),
                bad ? 0.03 : 0,
                Duration.ofMillis(100)));
        names = IntStream.rangeClosed(1, nemesis.nextInt(5) == 0 ? 5 : 3)
                .mapToObj(NodeName::quorum)
                .toList();
        int observers = names.size() == 5 && nemesis.nextBoolean() ? 2 : 0;
        members = IntStream.rangeClosed(1, names.size())
                .mapToObj(id -> SimulatedOperator.member(id, id > names.size() - observers))
                .toList();
        truth = new QuorumTruth(QuorumSpec.of(1, members).membership());
        int snapshotAfter = nemesis.nextInt(5, 300);
        names.forEach(name -> servers.add(new Server(world.add(name), snapshotAfter)));
        IntStream.rangeClosed(1, WIRE_CLIENTS + LIBRARY_CLIENTS)
                .forEach(id -> clients.add(new Client(world.add(NodeName.broker(id)), id <= WIRE_CLIENTS)));
    }

    SimulatedWorld world() {
        return world;
    }

    QuorumTruth truth() {
        return truth;
    }

    Board board() {
        return board;
    }

    void run() {
        servers.forEach(Server::boot);
        clients.forEach(Client::boot);
        world.schedule(Duration.ofMillis(300), this::disturb);
        world.runFor(CHAOS);
        chaos = false;
        makePeace();
        bringAllBack();
        if (!world.runUntil(this::isSettled, PEACE)) {
            throw new AssertionError("not settled within " + PEACE + " of peace: " + describe());
        }
        clients.forEach(Client::quiet);
        if (!world.runUntil(this::agree, PEACE)) {
            throw new AssertionError("servers do not agree within " + PEACE + " of quiet: " + describe());
        }
    }

    private boolean isSettled() {
        return servers.stream().allMatch(each -> each.server != null && each.server.isServing())
                && clients.stream().allMatch(Client::isConnected);
    }

    /** Those that were made to leave would never agree. */
    private void bringAllBack() {
        if (truth.serverCount() < names.size()) {
            clients.get(0).onWire(WireClient::bringAllBack);
            world.schedule(Duration.ofMillis(300), this::bringAllBack);
        }
    }

    private boolean agree() {
        if (!truth.due(world.clock().wallMillis() - DELETION_DELAY.toMillis()).isEmpty()) {
            return false;
        }
        Set<ByteBuffer> states = new HashSet<>();
        for (Server each : servers) {
            // One that was told to shut down just before the peace may be about to start again.
            if (each.server == null) {
                return false;
            }
            states.add(each.server.snapshot());
        }
        return states.size() == 1;
    }

    private String describe() {
        StringBuilder text =
                new StringBuilder("outlived: " + truth.due(world.clock().wallMillis()));
        servers.forEach(each -> text.append('\n')
                .append(each.machine.name())
                .append(' ')
                .append(
                        each.server == null
                                ? "down"
                                : each.server.dump().lines().findFirst().orElse("")));
        clients.forEach(each -> text.append('\n')
                .append(each.machine.name())
                .append(each.isConnected() ? " connected" : " not connected"));
        return text.toString();
    }

    // ---- faults

    private void disturb() {
        if (!chaos) {
            return;
        }
        Server server = servers.get(nemesis.nextInt(servers.size()));
        if (nemesis.nextBoolean()) {
            server = servers.stream()
                    .filter(each -> each.server != null && each.server.mode() == ServerMode.LEADER)
                    .findFirst()
                    .orElse(server);
        }
        Client client = clients.get(nemesis.nextInt(clients.size()));
        switch (nemesis.nextInt(12)) {
            case 0 -> server.down(server.machine::crash);
            case 1 -> server.down(server.machine::powerLoss);
            case 2 -> server.shutdown();
            case 3 -> pause(server.machine);
            case 4 -> split(server.machine.name(), false);
            case 5 -> split(server.machine.name(), true);
            case 6 -> pause(client.machine);
            case 7 -> cutOff(client.machine.name());
            case 8 -> client.onWire(WireClient::move);
            case 9 -> client.onWire(WireClient::expireSession);
            case 10 -> client.onWire(WireClient::closeSession);
            default -> client.restart();
        }
        world.schedule(Duration.ofMillis(nemesis.nextInt(20, 600)), this::disturb);
    }

    private void pause(SimulatedMachine machine) {
        machine.pause();
        world.schedule(Duration.ofMillis(nemesis.nextInt(10, 700)), machine::resume);
    }

    /** From all servers, and for so long that its session ends. */
    private void cutOff(NodeName client) {
        Split split = world.fabric().split(Set.of(client), new TreeSet<>(names));
        splits.add(split);
        world.schedule(SESSION_TIMEOUT.multipliedBy(2), () -> heal(split));
    }

    private void split(NodeName name, boolean fromClientsToo) {
        Set<NodeName> others = new TreeSet<>(names);
        if (fromClientsToo) {
            clients.forEach(client -> others.add(client.machine.name()));
        }
        others.remove(name);
        Split split = world.fabric().split(Set.of(name), others);
        splits.add(split);
        world.schedule(Duration.ofMillis(nemesis.nextInt(50, 900)), () -> heal(split));
    }

    private void heal(Split split) {
        if (splits.remove(split)) {
            world.fabric().heal(split);
        }
    }

    private void makePeace() {
        world.network(NetworkConditions.GOOD);
        List.copyOf(splits).forEach(this::heal);
        servers.forEach(each -> each.machine.resume());
        clients.forEach(each -> each.machine.resume());
        servers.stream().filter(each -> !each.machine.isRunning()).forEach(Server::boot);
        clients.stream().filter(each -> !each.machine.isRunning()).forEach(Client::boot);
    }

    /** A server over all its runs. */
    private final class Server {

        private final SimulatedMachine machine;
        private final int snapshotAfter;
        private QuorumServer server;

        Server(SimulatedMachine machine, int snapshotAfter) {
            this.machine = machine;
            this.snapshotAfter = snapshotAfter;
        }

        void boot() {
            machine.boot(host -> {
                QuorumSpec spec = QuorumSpec.of(names.indexOf(machine.name()) + 1, members)
                        .withConfig(config);
                server = new QuorumServer(
                        spec.withRaft(spec.raft().withSnapshots(snapshotAfter, 5)),
                        host,
                        List.of(truth.runOf(machine.name().value())),
                        rules);
                server.start();
            });
        }

        void down(Runnable how) {
            if (machine.isRunning()) {
                how.run();
                server = null;
                world.schedule(Duration.ofMillis(nemesis.nextInt(10, 900)), this::up);
            }
        }

        private void up() {
            if (!machine.isRunning()) {
                boot();
            }
        }

        void shutdown() {
            QuorumServer present = server;
            if (present != null) {
                present.shutdown(() -> down(machine::end));
            }
        }
    }

    /** A client over all its runs: one that speaks the protocol itself, or the one that brokers use. */
    private final class Client {

        private final SimulatedMachine machine;
        private final boolean speaksItself;
        private WireClient wire;
        private SimulatedClient library;

        Client(SimulatedMachine machine, boolean speaksItself) {
            this.machine = machine;
            this.speaksItself = speaksItself;
        }

        void boot() {
            machine.boot(this::program);
        }

        private void program(Host host) {
            if (speaksItself) {
                boolean isOperator = this == clients.get(0);
                SimulatedOperator operator =
                        isOperator ? new SimulatedOperator(members, host.random("operator")) : null;
                wire = new WireClient(host, names, truth, board, SESSION_TIMEOUT, operator);
            } else {
                library = new SimulatedClient(host, names, WireClient.REGISTERS, truth, board, SESSION_TIMEOUT);
            }
        }

        void restart() {
            machine.crash();
            wire = null;
            library = null;
            boot();
        }

        void onWire(Consumer<WireClient> action) {
            if (wire != null) {
                action.accept(wire);
            }
        }

        boolean isConnected() {
            return (wire != null && wire.isConnected()) || (library != null && library.isConnected());
        }

        void quiet() {
            if (wire != null) {
                wire.quiet();
            }
            if (library != null) {
                library.quiet();
            }
        }
    }
}
