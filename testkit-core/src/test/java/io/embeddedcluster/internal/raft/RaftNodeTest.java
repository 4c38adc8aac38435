package io.embeddedcluster.internal.raft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.embeddedcluster.internal.host.Host;
import io.embeddedcluster.internal.host.NodeName;
import io.embeddedcluster.internal.host.Split;
import io.embeddedcluster.internal.host.simulated.SimulatedMachine;
import io.embeddedcluster.internal.host.simulated.SimulatedWorld;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A voter among others, in virtual time, as the application of the log sees it. */
class RaftNodeTest {

    private final SimulatedWorld world = new SimulatedWorld(1);
    private final List<Voter> voters = new ArrayList<>();
    private int snapshotAfterEntries = 1_000;
    private int trailingEntries = 2;

    @Test
    void threeVotersHaveALeaderWithinMillisecondsOfTheirFirstBoot() {
        boot(3);

        await(() -> voters.get(0).serves(), 20);

        assertThat(voters.get(0).node().leader()).isEqualTo(NodeName.quorum(1));
        await(() -> NodeName.quorum(1).equals(voters.get(2).node().leader()), 20);
        assertThat(voters.get(2).node().role()).isEqualTo(RaftRole.FOLLOWER);
    }

    @Test
    void singleVoterServesAtOnce() {
        boot(1);

        await(() -> voters.get(0).serves(), 5);
    }

    @Test
    void proposalsAreAppliedEverywhereInTheOrderOfTheCalls() {
        boot(3);
        Voter leader = awaitLeader();

        for (int i = 0; i < 100; i++) {
            assertThat(leader.propose("p" + i)).isTrue();
        }

        await(() -> voters.stream().allMatch(voter -> voter.applied.size() == 100), 50);
        for (Voter voter : voters) {
            assertThat(voter.applied).first().isEqualTo("p0");
            assertThat(voter.applied).isEqualTo(leader.applied);
        }
    }

    @Test
    void proposalsOfOneTurnShareOneMessageAndOneSync() {
        boot(3);
        Voter leader = awaitLeader();
        world.runFor(Duration.ofMillis(5));
        long before = world.fabric().link(leader.name(), other(leader).name()).carriedCount();

        for (int i = 0; i < 500; i++) {
            leader.propose("p" + i);
        }
        await(() -> leader.applied.size() == 500, 15);

        long messages = world.fabric().link(leader.name(), other(leader).name()).carriedCount() - before;
        // The entries, the news of their commit, and perhaps a heartbeat.
        assertThat(messages).isLessThanOrEqualTo(3);
    }

    @Test
    void onlyTheServingLeaderTakesProposals() {
        boot(3);
        Voter leader = awaitLeader();

        assertThat(other(leader).propose("x")).isFalse();
    }

    @Test
    void anotherLeadsWhenTheLeaderIsKilled() {
        boot(3);
        Voter leader = awaitLeader();
        leader.propose("a");
        await(() -> voters.stream().allMatch(voter -> voter.applied.contains("a")), 50);

        leader.machine.crash();
        long killed = world.clock().millis();
        await(() -> voters.stream().anyMatch(voter -> voter != leader && voter.serves()), 300);

        assertThat(world.clock().millis() - killed).isBetween(80L, 260L);
        assertThat(awaitLeaderOtherThan(leader).node().term()).isGreaterThan(1);
    }

    @Test
    void leaderThatIsSplitOffStepsDownAndItsProposalsAreNotCommitted() {
        boot(3);
        Voter leader = awaitLeader();
        Split split = world.fabric()
                .split(
                        Set.of(leader.name()),
                        Set.of(other(leader).name(), third(leader).name()));
        leader.propose("lost");

        await(() -> leader.node().role() != RaftRole.LEADER, 250);
        Voter next = awaitLeaderOtherThan(leader);
        next.propose("kept");
        await(() -> next.applied.contains("kept"), 50);
        world.fabric().heal(split);

        await(() -> leader.applied.contains("kept"), 300);
        assertThat(leader.applied).doesNotContain("lost");
        assertThat(next.serves()).as("who comes back deposes nobody").isTrue();
    }

    @Test
    void leadershipIsHandedOverWithoutAnElectionTimeout() {
        boot(3);
        Voter leader = awaitLeader();
        leader.propose("a");

        leader.node().transferLeadership();
        long asked = world.clock().millis();
        Voter next = awaitLeaderOtherThan(leader);

        assertThat(world.clock().millis() - asked).isLessThan(30);
        assertThat(next.applied).contains("a");
        await(() -> leader.node().role() == RaftRole.FOLLOWER, 30);
    }

    @Test
    void transferToNobodyKeepsTheLeader() {
        boot(1);
        Voter leader = awaitLeader();

        leader.node().transferLeadership();
        world.runFor(Duration.ofMillis(300));

        assertThat(leader.propose("a")).isTrue();
        await(() -> leader.applied.contains("a"), 20);
    }

    @Test
    void allComesBackAfterAPowerLossOfEverybody() {
        snapshotAfterEntries = 7;
        boot(3);
        Voter leader = awaitLeader();
        for (int i = 0; i < 25; i++) {
            leader.propose("p" + i);
        }
        await(() -> leader.applied.size() == 25, 50);

        voters.forEach(voter -> voter.machine.powerLoss());
        voters.forEach(Voter::boot);
        awaitLeader();

        await(() -> voters.stream().allMatch(voter -> voter.applied.size() == 25), 500);
        assertThat(voters.get(0).applied).first().isEqualTo("p0");
        assertThat(voters.get(0).applied).last().isEqualTo("p24");
    }

    @Test
    void wipedVoterIsSentASnapshot() {
        snapshotAfterEntries = 10;
        boot(3);
        Voter leader = awaitLeader();
        for (int i = 0; i < 50; i++) {
            leader.propose("p" + i);
            world.runFor(Duration.ofMillis(3));
        }
        Voter wiped = other(leader);

        wiped.machine.crash();
        wiped.machine.wipe();
        wiped.boot();

        await(() -> wiped.applied.size() == 50, 500);
        assertThat(wiped.applied).isEqualTo(leader.applied);
        assertThat(leader.serves()).isTrue();
    }

    @Test
    void restartedVoterRestoresItsSnapshotBeforeItAppliesAnything() {
        snapshotAfterEntries = 10;
        boot(1);
        Voter voter = awaitLeader();
        for (int i = 0; i < 15; i++) {
            voter.propose("p" + i);
            world.runFor(Duration.ofMillis(3));
        }

        voter.machine.crash();
        voter.boot();
        world.step();
        assertThat(voter.applied).isNotEmpty().hasSizeLessThan(15);
        await(() -> voter.applied.size() == 15, 20);

        assertThat(voter.applied).last().isEqualTo("p14");
    }

    @ParameterizedTest
    @CsvSource({"127, 38, 76", "4096, 39, 79"})
    void theLargerASnapshotTheLongerUntilTheNext(int entryBytes, int third, int fourth) {
        snapshotAfterEntries = 10;
        boot(1);
        Voter voter = awaitLeader();
        String entry = "x".repeat(entryBytes); // and a comma in the state

        for (int i = 0; i < 100; i++) {
            voter.propose(entry);
            world.runFor(Duration.ofMillis(3));
        }

        assertThat(voter.applied).hasSize(100);
        // The first entry of the log is the leader's own. An entry of the state pays for one of the log, however long
        // both are.
        assertThat(voter.snapshotSizes).containsExactly(9, 19, third, fourth);
    }

    @Test
    void shortEntriesCostSomethingToo() {
        snapshotAfterEntries = 10;
        boot(1);
        Voter voter = awaitLeader();
        voter.propose("x".repeat(4096));

        for (int i = 0; i < 100; i++) {
            voter.propose("x");
            world.runFor(Duration.ofMillis(3));
        }

        assertThat(voter.snapshotSizes).startsWith(9, 42).hasSizeLessThanOrEqualTo(4);
    }

    @Test
    void longEntriesMakeASnapshotHoweverFewTheyAreAndFewOfThemStay() {
        trailingEntries = 1_000;
        boot(1);
        Voter voter = awaitLeader();
        String mebibyte = "x".repeat(1 << 20);

        for (int i = 0; i < 20; i++) {
            voter.propose(mebibyte);
            world.runFor(Duration.ofMillis(3));
        }

        assertThat(voter.snapshotSizes).containsExactly(16);
        // The first entry of the log is the leader's own, and a part of the 16 MiB; 4 MiB stay.
        assertThat(world.journal().events())
                .filteredOn(event -> event.kind().equals("raft-snapshot-taken"))
                .singleElement()
                .asString()
                .contains("lastIndex=17 logFrom=14");
    }

    @Test
    void applicationsSendEachOtherMessages() {
        boot(2);
        awaitLeader();

        voters.get(0).node().send(NodeName.quorum(2), bytes("hello"));
        await(() -> voters.get(1).received.contains("quorum-1 hello"), 5);
    }

    @Test
    void garbageIsDroppedWithAWordInTheJournal() {
        boot(2);
        Voter leader = awaitLeader();

        leader.host().network().send(other(leader).name(), ByteBuffer.wrap(new byte[] {3, 0, 1, 2}));
        leader.host().network().send(other(leader).name(), ByteBuffer.allocate(0));
        world.runFor(Duration.ofMillis(10));

        assertThat(world.journal().events())
                .filteredOn(event -> event.kind().equals("raft-message-dropped"))
                .hasSize(2);
        assertThat(leader.serves()).isTrue();
    }

    @Test
    void stoppedVoterIsSilent() {
        boot(3);
        Voter leader = awaitLeader();
        world.runFor(Duration.ofMillis(10));
        leader.node().stop();
        long before = world.fabric().link(leader.name(), other(leader).name()).carriedCount();

        world.runFor(Duration.ofMillis(100));

        assertThat(world.fabric().link(leader.name(), other(leader).name()).carriedCount())
                .isEqualTo(before);
        assertThat(leader.propose("x")).isFalse();
    }

    @Test
    void wrongSpecsAreRefused() {
        NodeName one = NodeName.quorum(1);
        assertThatThrownBy(() -> RaftSpec.of(one, List.of(NodeName.quorum(2))))
                .hasMessageContaining("quorum-1 is not among the voters");
        RaftSpec spec = RaftSpec.of(one, List.of(one));
        assertThatThrownBy(() -> spec.withTimes(Duration.ofMillis(100), Duration.ofMillis(100), Duration.ofMillis(200)))
                .hasMessageContaining("heartbeat interval");
        assertThatThrownBy(() -> spec.withTimes(Duration.ofMillis(10), Duration.ofMillis(100), Duration.ofMillis(100)))
                .hasMessageContaining("election timeout");
        assertThatThrownBy(() -> spec.withSnapshots(0, 1)).hasMessageContaining("snapshot after 0");
        assertThatThrownBy(() -> spec.withMaxBatchEntries(0)).hasMessageContaining("at most 0 entries");
    }

    private void boot(int count) {
        for (int id = 1; id <= count; id++) {
            voters.add(new Voter(world.add(NodeName.quorum(id))));
        }
        voters.forEach(Voter::boot);
    }

    private Voter awaitLeader() {
        await(() -> voters.stream().anyMatch(Voter::serves), 1_000);
        return voters.stream().filter(Voter::serves).findFirst().orElseThrow();
    }

    private Voter awaitLeaderOtherThan(Voter former) {
        await(() -> voters.stream().anyMatch(voter -> voter != former && voter.serves()), 1_000);
        return voters.stream()
                .filter(voter -> voter != former && voter.serves())
                .findFirst()
                .orElseThrow();
    }

    private Voter other(Voter voter) {
        return voters.get((voters.indexOf(voter) + 1) % voters.size());
    }

    private Voter third(Voter voter) {
        return voters.get((voters.indexOf(voter) + 2) % voters.size());
    }

    private void await(BooleanSupplier condition, int limitMillis) {
        assertThat(world.runUntil(condition, Duration.ofMillis(limitMillis)))
                .as(
                        "within %d ms of virtual time; journal: %s",
                        limitMillis, world.journal().last(20))
                .isTrue();
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static String text(ByteBuffer bytes) {
        return StandardCharsets.US_ASCII.decode(bytes.duplicate()).toString();
    }

    /** One voter over its runs, whose state is the list of all that was proposed. */
    private final class Voter implements StateMachine {
        private final SimulatedMachine machine;
        private final List<String> received = new ArrayList<>();
        private final List<Integer> snapshotSizes = new ArrayList<>();
        private List<String> applied = new ArrayList<>();
        private @Nullable Host host;
        private @Nullable RaftNode node;

        Voter(SimulatedMachine machine) {
            this.machine = machine;
        }

        void boot() {
            machine.boot(fresh -> {
                applied = new ArrayList<>();
                host = fresh;
                List<NodeName> names = voters.stream().map(Voter::name).toList();
                RaftNode booted = new RaftNode(
                        RaftSpec.of(name(), names).withSnapshots(snapshotAfterEntries, trailingEntries), fresh, this);
                node = booted;
                booted.onApplicationMessage((sender, message) -> received.add(sender + " " + text(message)));
                booted.start();
            });
        }

        NodeName name() {
            return machine.name();
        }

        Host host() {
            return Objects.requireNonNull(host);
        }

        RaftNode node() {
            return Objects.requireNonNull(node);
        }

        boolean serves() {
            return machine.isRunning() && node != null && node.role() == RaftRole.LEADER;
        }

        boolean propose(String entry) {
            return node().propose(bytes(entry));
        }

        @Override
        public void apply(long index, long term, ByteBuffer entry) {
            applied.add(text(entry));
        }

        @Override
        public ByteBuffer snapshot() {
            snapshotSizes.add(applied.size());
            return bytes(String.join(",", applied));
        }

        @Override
        public void restore(ByteBuffer snapshot, long lastIndex, long lastTerm) {
            applied = new ArrayList<>(List.of(text(snapshot).split(",", -1)));
        }

        @Override
        public void roleChanged(RaftRole role, long term, @Nullable NodeName leader) {}
    }
}
