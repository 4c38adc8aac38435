package io.embeddedcluster.internal.zookeeper;

import io.embeddedcluster.internal.host.Host;
import io.embeddedcluster.internal.host.NodeName;
import io.embeddedcluster.internal.host.Split;
import io.embeddedcluster.internal.host.simulated.NetworkConditions;
import io.embeddedcluster.internal.host.simulated.SimulatedMachine;
import io.embeddedcluster.internal.host.simulated.SimulatedWorld;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/** One life of an ensemble and its clients, decided by one seed: faults for a while, then peace. */
final class QuorumSimulation {

    private static final Duration CHAOS = Duration.ofSeconds(6);
    private static final Duration PEACE = Duration.ofSeconds(10);
    private static final List<String> PATHS = List.of("/k/0", "/k/1", "/k/2", "/k/3");

    private final SimulatedWorld world;
    private final RandomGenerator nemesis;
    private final List<NodeName> names;
    private final List<Server> servers = new ArrayList<>();
    private final List<Client> clients = new ArrayList<>();
    private final List<Split> splits = new ArrayList<>();
    private final QuorumTruth truth = new QuorumTruth(List.of("/k", "/k/0", "/k/1", "/k/2", "/k/3"));
    private final SimulatedClient.Board board = new SimulatedClient.Board();
    private boolean chaos = true;

    QuorumSimulation(long seed) {
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
        int snapshotAfter = nemesis.nextInt(5, 300);
        names.forEach(name -> servers.add(new Server(world.add(name), snapshotAfter)));
        IntStream.rangeClosed(1, 4).forEach(id -> clients.add(new Client(world.add(NodeName.broker(id)))));
    }

    SimulatedWorld world() {
        return world;
    }

    QuorumTruth truth() {
        return truth;
    }

    SimulatedClient.Board board() {
        return board;
    }

    void run() {
        servers.forEach(Server::boot);
        clients.forEach(Client::boot);
        world.schedule(Duration.ofMillis(300), this::disturb);
        world.runFor(CHAOS);
        chaos = false;
        makePeace();
        if (!world.runUntil(this::isSettled, PEACE)) {
            throw new AssertionError("not settled within " + PEACE + " of peace: " + describe());
        }
        clients.forEach(client -> Objects.requireNonNull(client.client).quiet());
        if (!world.runUntil(this::agree, PEACE)) {
            throw new AssertionError("servers do not agree within " + PEACE + " of quiet: " + describe());
        }
    }

    private boolean isSettled() {
        return servers.stream().allMatch(each -> each.server != null && each.server.isServing())
                && clients.stream().allMatch(each -> each.client != null && each.client.isConnected());
    }

    private boolean agree() {
        Set<ByteBuffer> states = new HashSet<>();
        servers.forEach(each -> states.add(Objects.requireNonNull(each.server).snapshot()));
        return states.size() == 1;
    }

    private String describe() {
        StringBuilder text = new StringBuilder();
        servers.forEach(each -> text.append('\n')
                .append(each.machine.name())
                .append(' ')
                .append(
                        each.server == null
                                ? "down"
                                : each.server.dump().lines().findFirst().orElse("")));
        clients.forEach(each -> text.append('\n')
                .append(each.machine.name())
                .append(each.client != null && each.client.isConnected() ? " connected" : " not connected"));
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
        switch (nemesis.nextInt(8)) {
            case 0 -> server.down(server.machine::crash);
            case 1 -> server.down(server.machine::powerLoss);
            case 2 -> server.shutdown();
            case 3 -> pause(server.machine);
            case 4 -> split(server.machine.name(), false);
            case 5 -> split(server.machine.name(), true);
            case 6 -> pause(clients.get(nemesis.nextInt(clients.size())).machine);
            default -> clients.get(nemesis.nextInt(clients.size())).restart();
        }
        world.schedule(Duration.ofMillis(nemesis.nextInt(20, 600)), this::disturb);
    }

    private void pause(SimulatedMachine machine) {
        machine.pause();
        world.schedule(Duration.ofMillis(nemesis.nextInt(10, 700)), machine::resume);
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
                QuorumSpec spec = QuorumSpec.of(machine.name(), names);
                server = new QuorumServer(spec.withRaft(spec.raft().withSnapshots(snapshotAfter, 5)), host);
                server.onApplied(truth::applied);
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

    /** A client over all its runs. */
    private final class Client {

        private final SimulatedMachine machine;
        private SimulatedClient client;

        Client(SimulatedMachine machine) {
            this.machine = machine;
        }

        void boot() {
            machine.boot(this::program);
        }

        private void program(Host host) {
            client = new SimulatedClient(host, names, PATHS, truth, board, Duration.ofMillis(400));
        }

        void restart() {
            machine.crash();
            client = null;
            boot();
        }
    }
}
