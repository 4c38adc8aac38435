package io.embeddedcluster.internal.raft;

import io.embeddedcluster.internal.host.Host;
import io.embeddedcluster.internal.host.NodeName;
import io.embeddedcluster.internal.host.Split;
import io.embeddedcluster.internal.host.simulated.DiskConditions;
import io.embeddedcluster.internal.host.simulated.NetworkConditions;
import io.embeddedcluster.internal.host.simulated.SimulatedMachine;
import io.embeddedcluster.internal.host.simulated.SimulatedWorld;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * One life of a group of nodes, decided by one seed: proposals, changes of members and faults for a while, then peace, in
 * which they have to agree. {@link RaftInvariants} looks on after every event.
 */
final class RaftSimulation {

    private static final Duration CHAOS = Duration.ofSeconds(6);
    private static final Duration PEACE = Duration.ofSeconds(5);

    private final SimulatedWorld world;
    private final RaftRules rules;
    private final RaftInvariants invariants = new RaftInvariants();
    private final List<Voter> voters = new ArrayList<>();
    private final List<Split> splits = new ArrayList<>();
    private final RandomGenerator nemesis;
    private final RandomGenerator workload;
    private final int snapshotAfterEntries;
    private final int trailingEntries;
    private final int maxBatchEntries;
    private final Duration electionTimeoutMax;
    /** How long the nemesis rests at most between two faults, and a voter between two runs, in milliseconds. */
    private final int restMillis;

    private final int restartMillis;
    /** How many elections and votes there are to one that the nemesis answers at once. */
    private final int huntOneIn;

    /** Who takes part before the log says anything; the other voters come and go, or never do. */
    private final Membership founders;

    private final boolean isReconfigured;
    private int reconfigurations;

    private boolean isChaos = true;
    private long proposalCount;
    private int snapshotsInstalled;
    /** Set once old messages are gone; then something new has to be committed everywhere. */
    private long proposalsBeforePeace = Long.MAX_VALUE;

    /** One voter over all its runs. */
    private final class Voter {
        private final SimulatedMachine machine;
        private int run;
        private long ledTerm;
        private long votedTerm;
        private @Nullable RaftNode node;
        private @Nullable RecordingMachine state;

        Voter(SimulatedMachine machine) {
            this.machine = machine;
        }

        void boot() {
            machine.boot(this::program);
        }

        private void program(Host host) {
            run++;
            RecordingMachine fresh = new RecordingMachine(machine.name());
            state = fresh;
            RaftSpec spec = RaftSpec.of(machine.name(), founders)
                    .withTimes(Duration.ofMillis(20), Duration.ofMillis(100), electionTimeoutMax)
                    .withSnapshots(snapshotAfterEntries, trailingEntries)
                    .withMaxBatchEntries(maxBatchEntries);
            RaftNode booted = new RaftNode(spec, rules, host, fresh);
            node = booted;
            booted.start();
        }

        void down(Runnable how) {
            how.run();
            node = null;
        }

        /** Whether it was elected; it may not serve yet. */
        boolean leads() {
            return node != null && node.core() != null && node.core().role() instanceof Leader;
        }

        boolean serves() {
            return node != null && node.role() == RaftRole.LEADER;
        }
    }

    /** A state that is the hash of all that was applied. */
    private final class RecordingMachine implements StateMachine {
        private final NodeName name;
        private long index;
        private long state;

        RecordingMachine(NodeName name) {
            this.name = name;
        }

        @Override
        public void apply(long entryIndex, long term, ByteBuffer entry) {
            reconfigurations += entry.getLong(entry.position()) < 0 ? 1 : 0;
            advance(entryIndex, RaftInvariants.mix(term, RaftInvariants.hashOf(entry)));
        }

        @Override
        public void termStarted(long entryIndex, long term) {
            advance(entryIndex, RaftInvariants.mix(term, -1));
        }

        private void advance(long entryIndex, long change) {
            if (entryIndex != index + 1) {
                throw new RaftInvariants.Violation(name + " is given entry " + entryIndex + " after " + index);
            }
            index = entryIndex;
            state = RaftInvariants.mix(state, change);
            invariants.applied(name, index, state);
        }

        @Override
        public ByteBuffer snapshot() {
            return ByteBuffer.allocate(16).putLong(index).putLong(state).flip();
        }

        @Override
        public void restore(ByteBuffer snapshot, long lastIndex, long lastTerm) {
            snapshotsInstalled += index > 0 ? 1 : 0;
            index = snapshot.getLong();
            state = snapshot.getLong();
            if (index != lastIndex) {
                throw new RaftInvariants.Violation(name + " is given a snapshot up to " + index + " as " + lastIndex);
            }
            invariants.applied(name, index, state);
        }

        @Override
        public void roleChanged(RaftRole role, long term, @Nullable NodeName leader) {}
    }

    RaftSimulation(long seed, RaftRules rules) {
        this.world = new SimulatedWorld(seed);
        this.rules = rules;
        this.nemesis = world.randoms().stream("nemesis");
        this.workload = world.randoms().stream("workload");
        RandomGenerator shape = world.randoms().stream("shape");
        this.snapshotAfterEntries = shape.nextInt(3, 40);
        this.trailingEntries = shape.nextInt(0, 10);
        this.maxBatchEntries = shape.nextBoolean() ? 1 : shape.nextInt(2, 10);
        this.electionTimeoutMax = Duration.ofMillis(shape.nextInt(101, shape.nextBoolean() ? 110 : 200));
        this.huntOneIn = shape.nextBoolean() ? 2 : 8;
        this.restMillis = shape.nextBoolean() ? 150 : 30;
        this.restartMillis = shape.nextBoolean() ? 300 : 30;
        int count = shape.nextInt(3) == 0 ? 5 : 3;
        this.isReconfigured = shape.nextBoolean();
        int learners = isReconfigured ? shape.nextInt(0, 3) : 0;
        int guests = isReconfigured && count == 3 ? shape.nextInt(0, 3) : 0;
        this.founders = new Membership(names(1, count), names(count + 1, count + learners));
        names(1, count + learners + guests).forEach(name -> voters.add(new Voter(world.add(name))));
        world.afterEachEvent(this::check);
        world.network(conditions(shape));
        world.disk(new DiskConditions(Duration.ofNanos(100_000), Duration.ofMillis(shape.nextInt(1, 30))));
    }

    private static List<NodeName> names(int from, int to) {
        return IntStream.rangeClosed(from, to).mapToObj(NodeName::quorum).toList();
    }

    private static NetworkConditions conditions(RandomGenerator random) {
        boolean isBad = random.nextInt(4) > 0;
        boolean isSlow = random.nextInt(3) == 0;
        return new NetworkConditions(
                isBad ? random.nextDouble() * 0.2 : 0,
                isBad ? random.nextDouble() * 0.2 : 0,
                Duration.ofNanos(50_000),
                Duration.ofNanos(random.nextLong(100_000, isSlow ? 60_000_000 : 6_000_000)),
                isBad ? random.nextDouble() * 0.1 : 0,
                Duration.ofMillis(random.nextInt(70, 300)));
    }

    SimulatedWorld world() {
        return world;
    }

    int leaderCount() {
        return invariants.leaderCount();
    }

    long committedIndex() {
        return invariants.committedIndex();
    }

    int reconfigurations() {
        return reconfigurations;
    }

    int snapshotsInstalled() {
        return snapshotsInstalled;
    }

    /** Runs to the end; throws where a property of Raft does not hold. */
    void run() {
        voters.forEach(Voter::boot);
        world.schedule(Duration.ofMillis(nemesis.nextInt(50, 300)), this::disturb);
        world.schedule(Duration.ofMillis(1), this::work);
        world.runFor(CHAOS);
        isChaos = false;
        makePeace();
        if (!world.runUntil(this::allAgree, PEACE)) {
            throw new AssertionError("voters do not agree within " + PEACE + " of peace: " + describe());
        }
    }

    private void check(@Nullable NodeName name) {
        for (Voter voter : voters) {
            RaftCore core = voter.node == null ? null : voter.node.core();
            if (core != null && voter.machine.name().equals(name)) {
                invariants.check(voter.machine.name(), voter.run, core);
                disturbAtTheWorstMoment(voter, core);
            }
        }
    }

    /** Who has just been elected, or has just voted, is the one whose loss says most. */
    private void disturbAtTheWorstMoment(Voter voter, RaftCore core) {
        boolean isElected = voter.leads() && core.term() > voter.ledTerm;
        boolean hasVoted = core.votedFor() != null && core.term() > voter.votedTerm;
        voter.ledTerm = isElected ? core.term() : voter.ledTerm;
        voter.votedTerm = hasVoted ? core.term() : voter.votedTerm;
        if (!isChaos || !(isElected || hasVoted) || nemesis.nextInt(huntOneIn) > 0) {
            return;
        }
        Duration soon = Duration.ofNanos(nemesis.nextLong(1, 20_000_000));
        if (isElected && nemesis.nextBoolean()) {
            world.schedule(soon, () -> split(voter));
        } else {
            world.schedule(soon, () -> losePower(voter));
        }
    }

    private void work() {
        for (Voter voter : voters) {
            for (int i = workload.nextInt(4); i > 0; i--) {
                if (voter.node != null
                        && voter.node.propose(
                                ByteBuffer.allocate(8).putLong(proposalCount).flip())) {
                    proposalCount++;
                }
            }
        }
        world.schedule(Duration.ofMillis(workload.nextInt(1, isChaos ? 20 : 50)), this::work);
    }

    /** Has a leader, of several perhaps, ask for other members: any three or so as voters, and any of the rest as learners. */
    private void reconfigure() {
        List<NodeName> chosen = new ArrayList<>();
        List<NodeName> learners = new ArrayList<>();
        for (Voter voter : voters) {
            switch (nemesis.nextInt(4)) {
                case 0, 1 -> chosen.add(voter.machine.name());
                case 2 -> learners.add(voter.machine.name());
                default -> {}
            }
        }
        if (!chosen.isEmpty()) {
            ByteBuffer entry =
                    ByteBuffer.allocate(8).putLong(-1 - proposalCount).flip();
            Membership membership = new Membership(chosen, learners);
            voters.stream().filter(Voter::serves).forEach(voter -> propose(voter, entry, membership));
        }
    }

    private void propose(Voter leader, ByteBuffer entry, Membership membership) {
        if (leader.node != null && leader.node.propose(entry, membership)) {
            proposalCount++;
        }
    }

    private void disturb() {
        if (!isChaos) {
            return;
        }
        Voter voter = nemesis.nextBoolean() ? leaderOr(anyVoter()) : anyVoter();
        switch (nemesis.nextInt(12)) {
            case 0, 1 -> crash(voter);
            case 2, 3 -> losePower(voter);
            case 4 -> voters.forEach(this::losePower);
            case 5 ->
                voters.stream()
                        .filter(ignored -> nemesis.nextBoolean())
                        .toList()
                        .forEach(this::losePower);
            case 6, 7 -> split(voter);
            case 8 -> heal();
            case 9 -> pause(voter);
            case 10 -> world.network(conditions(nemesis));
            default -> transfer(voter);
        }
        if (isReconfigured && nemesis.nextInt(3) == 0) {
            world.schedule(Duration.ofMillis(nemesis.nextInt(1, 30)), this::reconfigure);
            world.schedule(Duration.ofMillis(nemesis.nextInt(1, 30)), this::reconfigure);
        }
        world.schedule(Duration.ofMillis(nemesis.nextInt(5, restMillis)), this::disturb);
    }

    private Voter anyVoter() {
        return voters.get(nemesis.nextInt(voters.size()));
    }

    private Voter leaderOr(Voter other) {
        return voters.stream().filter(Voter::leads).findFirst().orElse(other);
    }

    private void crash(Voter voter) {
        if (voter.machine.isRunning()) {
            voter.down(voter.machine::crash);
            restartLater(voter);
        }
    }

    private void losePower(Voter voter) {
        if (voter.machine.isRunning()) {
            voter.down(voter.machine::powerLoss);
            restartLater(voter);
        }
    }

    private void restartLater(Voter voter) {
        world.schedule(Duration.ofMillis(nemesis.nextInt(1, restartMillis)), () -> {
            if (!voter.machine.isRunning()) {
                voter.boot();
            }
        });
    }

    /** Cuts one voter, or two of five, off. */
    private void split(Voter first) {
        TreeSet<NodeName> side = new TreeSet<>(List.of(first.machine.name()));
        if (voters.size() > 3) {
            side.add(anyVoter().machine.name());
        }
        TreeSet<NodeName> rest = voters.stream()
                .map(voter -> voter.machine.name())
                .filter(name -> !side.contains(name))
                .collect(Collectors.toCollection(TreeSet::new));
        splits.add(world.fabric().split(side, rest));
        world.schedule(Duration.ofMillis(nemesis.nextInt(50, 600)), this::heal);
    }

    private void heal() {
        splits.forEach(world.fabric()::heal);
        splits.clear();
    }

    private void pause(Voter voter) {
        voter.machine.pause();
        world.schedule(Duration.ofMillis(nemesis.nextInt(10, 400)), voter.machine::resume);
    }

    private void transfer(Voter voter) {
        if (voter.node != null) {
            voter.node.transferLeadership();
        }
    }

    private void makePeace() {
        heal();
        world.network(NetworkConditions.GOOD);
        world.disk(DiskConditions.GOOD);
        for (Voter voter : voters) {
            voter.machine.resume();
            if (!voter.machine.isRunning()) {
                voter.boot();
            }
        }
        world.schedule(Duration.ofMillis(500), () -> proposalsBeforePeace = proposalCount);
    }

    private boolean allAgree() {
        return proposalCount > proposalsBeforePeace
                && voters.stream().filter(Voter::serves).count() == 1
                && voters.stream()
                        .filter(voter -> members().contains(voter.machine.name()))
                        .allMatch(voter -> voter.state != null
                                && voter.node != null
                                && voter.state.index == invariants.committedIndex());
    }

    /** Who takes part, as the one leader has it. */
    private Membership members() {
        return voters.stream()
                .filter(Voter::serves)
                .findFirst()
                .map(voter -> voter.node == null ? null : voter.node.core())
                .map(core -> core.log().latestMembership())
                .orElse(founders);
    }

    private String describe() {
        return voters.stream()
                .map(voter -> voter.machine.name() + ": "
                        + (voter.node == null
                                ? "down"
                                : voter.node.role() + " of term " + voter.node.term() + ", applied "
                                        + voter.node.lastAppliedIndex() + ", commit " + voter.node.commitIndex()))
                .collect(Collectors.joining("; "));
    }
}
