package io.embeddedcluster.internal.raft;

import static org.assertj.core.api.Assertions.assertThat;

import io.embeddedcluster.internal.host.NodeName;
import io.embeddedcluster.internal.host.Split;
import io.embeddedcluster.internal.host.simulated.SimulatedMachine;
import io.embeddedcluster.internal.host.simulated.SimulatedWorld;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Members, those who only learn, and those who are none, in virtual time. */
class RaftMembershipTest {

    private final SimulatedWorld world = new SimulatedWorld(1);
    private final TreeMap<Integer, Member> nodes = new TreeMap<>();
    private Membership founders = Membership.NONE;

    @Test
    void learnersAreSentTheLogAndDecideNothing() {
        boot(5, members(1, 2, 3).with(4, 5));
        awaitAppliedEverywhere(1);

        node(4).machine.crash();
        node(5).machine.crash();
        awaitCommit(leader());
        node(4).boot();
        node(5).boot();
        Member leader = leader();
        others(leader, 1, 2, 3).forEach(voter -> voter.machine.crash());
        world.runFor(Duration.ofSeconds(1));

        assertThat(serving()).isEmpty();
        assertThat(node(4).raft().role()).isEqualTo(RaftRole.FOLLOWER);
    }

    @Test
    void strangerFollowsAndBecomesAVoterWhenTheLogSaysSo() {
        boot(3, members(1, 2, 3).with());
        Member joining = add(4);
        joining.boot();
        await(() -> joining.applied > 0);
        assertThat(joining.raft().leader()).isEqualTo(leader().name());

        assertThat(leader().raft().propose(entry(), members(4).with())).isTrue();
        await(() -> serving().equals(List.of(joining)));

        awaitCommit(joining);
        assertThat(joining.core().log().latestMembership()).isEqualTo(members(4).with());
    }

    @Test
    void strangerIsToldOfToALeaderThatItDoesNotKnow() {
        boot(3, members(1, 2, 3).with());
        Member later = add(4);
        later.boot();
        await(() -> later.applied > 0);
        leader().raft().propose(entry(), members(4).with(1, 2, 3));
        await(() -> serving().equals(List.of(later)));

        Member stranger = add(5);
        stranger.boot();

        await(() -> stranger.applied > 0);
        assertThat(stranger.raft().leader()).isEqualTo(later.name());
    }

    @Test
    void strangerAndFounderComeBackWhereNoFounderIsLeft() {
        boot(3, members(1, 2, 3).with());
        List.of(4, 5, 6).forEach(id -> add(id).boot());
        await(() -> nodes.values().stream().allMatch(node -> node.applied > 0));
        leader().raft().propose(entry(), members(4, 5, 6).with());
        await(() -> nodes.values().stream()
                .allMatch(node -> node.core().electorates().isSettled()
                        && node.core()
                                .log()
                                .latestMembership()
                                .equals(members(4, 5, 6).with())));
        List.of(1, 2, 3).forEach(id -> node(id).machine.crash());
        awaitCommit(leader());

        add(7).boot();
        node(1).machine.wipe();
        node(1).boot();

        await(() -> node(7).applied > 0 && node(1).applied > 0);
        assertThat(node(1).core().log().latestMembership())
                .isEqualTo(members(4, 5, 6).with());
    }

    @Test
    void secondChangeWaitsForTheFirst() {
        boot(3, members(1, 2, 3).with());
        Member leader = leader();
        Membership four = members(1, 2, 3, 4).with();

        assertThat(leader.raft().propose(entry(), four)).isTrue();
        assertThat(leader.raft().propose(entry(), four)).isFalse();
        assertThat(leader.raft().isReconfiguring()).isTrue();
        await(() -> !leader.raft().isReconfiguring());

        assertThat(leader.raft().propose(entry(), four)).isTrue();
    }

    @Test
    void changeNeedsAMajorityOfTheNewVotersToo() {
        boot(3, members(1, 2, 3).with());
        Member leader = leader();

        leader.raft().propose(entry(), members(1, 7, 8).with());
        long before = leader.applied;
        world.runFor(Duration.ofMillis(80));

        assertThat(leader.applied).isEqualTo(before);
        assertThat(leader.raft().isReadyFor(members(1, 7, 8).with())).isFalse();
        assertThat(leader.raft().isReadyFor(members(1, 2, 7).with())).isTrue();
    }

    @Test
    void changeThatIsCutOffIsTakenBack() {
        boot(3, members(1, 2, 3).with());
        Member leader = leader();
        List<Member> others = others(leader, 1, 2, 3);
        Membership alone = Membership.of(List.of(leader.name()));
        Split split = world.fabric()
                .split(Set.of(leader.name()), others.stream().map(Member::name).collect(Collectors.toSet()));

        leader.raft().propose(entry(), alone);
        await(() -> leader.core().log().latestMembership().equals(alone));
        await(() -> others.stream().anyMatch(Member::serves));
        world.fabric().heal(split);

        awaitCommit(others.stream().filter(Member::serves).findFirst().orElseThrow());
        await(() -> leader.core().log().latestMembership().equals(founders));
        assertThat(leader.core().electorates().isSettled()).isTrue();
    }

    @Test
    void learnerIsNotReadyToVote() {
        boot(4, members(1, 2, 3).with(4));
        awaitAppliedEverywhere(1);
        Member leader = leader();
        Member other = others(leader, 1, 2, 3).get(0);

        NodeName learner = node(4).name();
        assertThat(leader.raft().isReadyFor(Membership.of(List.of(leader.name(), learner))))
                .isFalse();
        assertThat(leader.raft().isReadyFor(Membership.of(List.of(leader.name(), other.name(), learner))))
                .isTrue();
    }

    @Test
    void leaderThatLeavesHandsOverAfterTheCommit() {
        boot(3, members(1, 2, 3).with());
        Member leader = leader();
        List<Member> others = others(leader, 1, 2, 3);
        Membership rest = Membership.of(others.stream().map(Member::name).toList());

        leader.raft().propose(entry(), rest);
        await(() -> others.stream().anyMatch(Member::serves));

        assertThat(leader.raft().role()).isEqualTo(RaftRole.FOLLOWER);
        // It still follows: nobody has told it to stop.
        Member next = leader();
        awaitCommit(next);
        await(() -> leader.applied >= next.applied);
    }

    @Test
    void voterThatWasTakenOffWhileItWasAwayLearnsOfIt() {
        boot(3, members(1, 2, 3).with());
        awaitAppliedEverywhere(1);
        Member leader = leader();
        Member away = others(leader, 1, 2, 3).get(0);
        away.machine.crash();
        Membership rest = Membership.of(nodes.values().stream()
                .filter(node -> node != away)
                .map(Member::name)
                .toList());
        leader.raft().propose(entry(), rest);
        await(() -> !leader.raft().isReconfiguring());

        away.boot();

        await(() -> away.core().log().latestMembership().equals(rest));
        assertThat(leader.serves()).isTrue();
    }

    @Test
    void membersSurviveARestart() {
        boot(3, members(1, 2, 3).with());
        leader().raft().propose(entry(), members(1, 2).with(3));
        await(() -> nodes.values().stream()
                .allMatch(node -> node.core()
                                .log()
                                .latestMembership()
                                .equals(members(1, 2).with(3))
                        && node.core().electorates().isSettled()));

        nodes.values().forEach(node -> node.machine.powerLoss());
        nodes.values().forEach(Member::boot);

        assertThat(node(3).core().log().latestMembership())
                .isEqualTo(members(1, 2).with(3));
        awaitCommit(leader());
    }

    private record Voters(List<NodeName> names) {
        Membership with(int... learners) {
            return new Membership(
                    names, IntStream.of(learners).mapToObj(NodeName::quorum).toList());
        }
    }

    private static Voters members(int... ids) {
        return new Voters(IntStream.of(ids).mapToObj(NodeName::quorum).toList());
    }

    private void boot(int count, Membership membership) {
        founders = membership;
        IntStream.rangeClosed(1, count).forEach(this::add);
        nodes.values().forEach(Member::boot);
    }

    private Member add(int id) {
        Member added = new Member(world.add(NodeName.quorum(id)));
        nodes.put(id, added);
        return added;
    }

    private Member node(int id) {
        return Objects.requireNonNull(nodes.get(id));
    }

    private List<Member> others(Member one, int... ids) {
        return IntStream.of(ids)
                .mapToObj(this::node)
                .filter(node -> node != one)
                .toList();
    }

    private List<Member> serving() {
        return nodes.values().stream().filter(Member::serves).toList();
    }

    private Member leader() {
        await(() -> !serving().isEmpty());
        return serving().get(0);
    }

    private void awaitCommit(Member leader) {
        long before = leader.applied;
        assertThat(leader.raft().propose(entry())).isTrue();
        await(() -> leader.applied > before);
    }

    private void awaitAppliedEverywhere(long index) {
        await(() -> nodes.values().stream().allMatch(node -> node.applied >= index));
    }

    private void await(BooleanSupplier condition) {
        assertThat(world.runUntil(condition, Duration.ofSeconds(2)))
                .as("within 2 s of virtual time; journal: %s", world.journal().last(20))
                .isTrue();
    }

    private static ByteBuffer entry() {
        return ByteBuffer.allocate(8);
    }

    /** One node over its runs. */
    private final class Member implements StateMachine {
        private final SimulatedMachine machine;
        private long applied;
        private @Nullable RaftNode raft;

        Member(SimulatedMachine machine) {
            this.machine = machine;
        }

        void boot() {
            machine.boot(host -> {
                applied = 0;
                List<NodeName> known = nodes.values().stream().map(Member::name).toList();
                RaftNode booted = new RaftNode(RaftSpec.of(name(), founders).withContacts(known), host, this);
                raft = booted;
                booted.start();
            });
            world.runFor(Duration.ofNanos(1));
        }

        NodeName name() {
            return machine.name();
        }

        RaftNode raft() {
            return Objects.requireNonNull(raft);
        }

        RaftCore core() {
            return Objects.requireNonNull(raft().core());
        }

        boolean serves() {
            return machine.isRunning() && raft != null && raft.role() == RaftRole.LEADER;
        }

        @Override
        public void apply(long index, long term, ByteBuffer entry) {
            applied = index;
        }

        @Override
        public void termStarted(long index, long term) {
            applied = index;
        }

        @Override
        public ByteBuffer snapshot() {
            return ByteBuffer.allocate(8).putLong(applied).flip();
        }

        @Override
        public void restore(ByteBuffer snapshot, long lastIndex, long lastTerm) {
            applied = lastIndex;
        }

        @Override
        public void roleChanged(RaftRole role, long term, @Nullable NodeName leader) {}
    }
}
