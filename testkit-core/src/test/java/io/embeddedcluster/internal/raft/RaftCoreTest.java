package io.embeddedcluster.internal.raft;

import static org.assertj.core.api.Assertions.assertThat;

import io.embeddedcluster.internal.host.NodeName;
import io.embeddedcluster.internal.raft.RaftMessage.AppendEntries;
import io.embeddedcluster.internal.raft.RaftMessage.AppendReply;
import io.embeddedcluster.internal.raft.RaftMessage.InstallSnapshot;
import io.embeddedcluster.internal.raft.RaftMessage.RequestVote;
import io.embeddedcluster.internal.raft.RaftMessage.RequestVoteReply;
import io.embeddedcluster.internal.raft.RaftMessage.TimeoutNow;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The rules of the paper, one by one, on the core alone: events go in by hand, effects are looked at. */
class RaftCoreTest {

    private static final NodeName A = NodeName.quorum(1);
    private static final NodeName B = NodeName.quorum(2);
    private static final NodeName C = NodeName.quorum(3);
    private static final long MILLIS = 1_000_000L;

    private final Recorder effects = new Recorder();
    private long now;

    @Test
    void lowestNamedVoterAsksAtOnceAtTheVeryFirstBoot() {
        start(A, 0, null, RaftLogTest.logOfTerms());
        assertThat(effects.sent).contains("quorum-2 " + new RequestVote(1, 0, 0, true, false));

        start(B, 0, null, RaftLogTest.logOfTerms());
        assertThat(effects.sent).isEmpty();
    }

    @Test
    void preVoteRaisesNoTerm() {
        RaftCore core = start(B, 4, null, RaftLogTest.logOfTerms(4));

        pass(core, 200);

        assertThat(effects.sent).contains("quorum-1 " + new RequestVote(5, 1, 4, true, false));
        assertThat(core.term()).isEqualTo(4);
        receive(core, A, new RequestVoteReply(5, true, true, 0, 0));
        assertThat(core.term()).isEqualTo(5);
        assertThat(core.votedFor()).isEqualTo(B);
    }

    @Test
    void candidateAsksForVotesOnceItsOwnIsDurable() {
        RaftCore core = start(B, 4, null, RaftLogTest.logOfTerms(4));
        pass(core, 200);
        effects.sent.clear();

        receive(core, A, new RequestVoteReply(5, true, true, 0, 0));
        assertThat(effects.sent).isEmpty();
        sync(core);

        assertThat(effects.sent)
                .containsExactly(
                        "quorum-1 " + new RequestVote(5, 1, 4, false, false),
                        "quorum-3 " + new RequestVote(5, 1, 4, false, false));
    }

    @Test
    void votesOncePerTermAndTellsItOnceDurable() {
        RaftCore core = start(B, 4, null, RaftLogTest.logOfTerms(4));

        receive(core, A, new RequestVote(5, 1, 4, false, false));
        receive(core, C, new RequestVote(5, 9, 4, false, false));
        assertThat(effects.sent).isEmpty();
        sync(core);

        assertThat(effects.sent)
                .containsExactly(
                        "quorum-1 " + new RequestVoteReply(5, false, true, 0, 0),
                        "quorum-3 " + new RequestVoteReply(5, false, false, 0, 0));
    }

    @Test
    void votesForNobodyWithAnOlderLog() {
        RaftCore core = start(B, 4, null, RaftLogTest.logOfTerms(1, 4, 4));

        receive(core, A, new RequestVote(5, 9, 3, false, false));
        receive(core, C, new RequestVote(5, 2, 4, false, false));
        sync(core);

        assertThat(effects.sent)
                .containsExactly(
                        "quorum-1 " + new RequestVoteReply(5, false, false, 0, 0),
                        "quorum-3 " + new RequestVoteReply(5, false, false, 0, 0));
    }

    @Test
    void whoHearsALeaderVotesForNobodyKeepsItsTermAndTellsTheLeader() {
        RaftCore core = start(B, 4, null, RaftLogTest.logOfTerms(4));
        receive(core, A, new AppendEntries(4, 1, 1, 4, 0, List.of()));
        sync(core);
        effects.sent.clear();

        receive(core, C, new RequestVote(9, 9, 8, false, false));
        receive(core, C, new RequestVote(9, 9, 8, true, false));

        assertThat(core.term()).isEqualTo(4);
        assertThat(effects.sent)
                .containsExactly(
                        "quorum-1 " + new RaftMessage.Attend(C),
                        "quorum-3 " + new RequestVoteReply(4, false, false, 0, 0),
                        "quorum-1 " + new RaftMessage.Attend(C),
                        "quorum-3 " + new RequestVoteReply(4, true, false, 0, 0));
    }

    @Test
    void transferIsHeardEvenByWhoHearsALeader() {
        RaftCore core = start(B, 4, null, RaftLogTest.logOfTerms(4));
        receive(core, A, new AppendEntries(4, 1, 1, 4, 0, List.of()));
        sync(core);
        effects.sent.clear();

        receive(core, C, new RequestVote(5, 1, 4, false, true));
        sync(core);

        assertThat(effects.sent).containsExactly("quorum-3 " + new RequestVoteReply(5, false, true, 0, 0));
    }

    @Test
    void followerCampaignsAtOnceWhenAskedTo() {
        RaftCore core = start(B, 4, null, RaftLogTest.logOfTerms(4));

        receive(core, A, new TimeoutNow(4));
        sync(core);

        assertThat(core.term()).isEqualTo(5);
        assertThat(effects.sent).contains("quorum-1 " + new RequestVote(5, 1, 4, false, true));
    }

    @Test
    void answersEntriesOnceTheyAreDurable() {
        RaftCore core = start(B, 4, null, RaftLogTest.logOfTerms(4));
        sync(core);

        receive(core, A, new AppendEntries(4, 7, 1, 4, 0, List.of(LogEntry.noOp(2, 4))));
        assertThat(effects.sent).isEmpty();
        sync(core);

        assertThat(effects.sent).containsExactly("quorum-1 " + new AppendReply(4, 7, true, 2, 0));
    }

    @Test
    void rejectsWhatDoesNotConnectAndSaysWhereToTry() {
        RaftCore core = start(B, 7, null, RaftLogTest.logOfTerms(1, 1, 3, 3, 3));
        sync(core);

        receive(core, A, new AppendEntries(7, 1, 9, 6, 0, List.of()));
        receive(core, A, new AppendEntries(7, 2, 5, 2, 0, List.of()));

        assertThat(effects.sent)
                .containsExactly(
                        "quorum-1 " + new AppendReply(7, 1, false, 5, 3),
                        "quorum-1 " + new AppendReply(7, 2, false, 2, 1));
    }

    @Test
    void replacesOnlyWhatConflicts() {
        RaftCore core = start(B, 4, null, RaftLogTest.logOfTerms(1, 1, 2, 2));
        LogEntry kept = core.log().entry(2);

        receive(core, A, new AppendEntries(4, 1, 1, 1, 0, List.of(LogEntry.noOp(2, 1), LogEntry.noOp(3, 3))));

        assertThat(core.log().entry(2)).isSameAs(kept);
        assertThat(core.log().lastIndex()).isEqualTo(3);
        assertThat(core.log().lastTerm()).isEqualTo(3);
    }

    @Test
    void lateMessageTakesNothingBack() {
        RaftCore core = start(B, 4, null, RaftLogTest.logOfTerms(1, 1, 1));

        receive(core, A, new AppendEntries(4, 1, 0, 0, 0, List.of(LogEntry.noOp(1, 1))));

        assertThat(core.log().lastIndex()).isEqualTo(3);
    }

    @Test
    void followerCommitsNoFurtherThanTheLogsAreKnownToMatch() {
        RaftCore core = start(B, 4, null, RaftLogTest.logOfTerms(1, 1, 1));

        receive(core, A, new AppendEntries(4, 1, 1, 1, 3, List.of(LogEntry.noOp(2, 1))));

        assertThat(core.commitIndex()).isEqualTo(2);
        assertThat(effects.applied).containsExactly(1L, 2L);
    }

    @Test
    void refusesALeaderOfAnEarlierTerm() {
        RaftCore core = start(B, 4, null, RaftLogTest.logOfTerms(1));
        sync(core);

        receive(core, A, new AppendEntries(3, 5, 1, 1, 1, List.of(LogEntry.noOp(2, 3))));

        assertThat(effects.sent).containsExactly("quorum-1 " + new AppendReply(4, 5, false, 0, 0));
        assertThat(core.log().lastIndex()).isEqualTo(1);
        assertThat(core.commitIndex()).isZero();
    }

    /** Figure 8: that a majority has an entry of an earlier term does not commit it. */
    @Test
    void leaderCommitsEarlierTermsOnlyByItsOwn() {
        RaftCore core = leader(RaftLogTest.logOfTerms(1, 2));

        receive(core, B, new AppendReply(core.term(), 1, true, 2, 0));
        assertThat(core.commitIndex()).isZero();
        assertThat(effects.roles).noneMatch(role -> role.startsWith("LEADER"));
        receive(core, B, new AppendReply(core.term(), 2, true, 3, 0));

        assertThat(core.commitIndex()).isEqualTo(3);
        assertThat(effects.roles).last().isEqualTo("LEADER " + core.term() + " " + A);
    }

    @Test
    void leaderCountsItselfOnceItsEntriesAreDurable() {
        RaftCore core = leaderBeforeSync(RaftLogTest.logOfTerms(1));

        receive(core, B, new AppendReply(core.term(), 1, true, 2, 0));
        assertThat(core.commitIndex()).isZero();
        sync(core);

        assertThat(core.commitIndex()).isEqualTo(2);
    }

    @Test
    void leaderWithoutWordFromAMajorityStepsDown() {
        RaftCore core = leader(RaftLogTest.logOfTerms(1));

        pass(core, 190);
        assertThat(core.role()).isInstanceOf(Leader.class);
        pass(core, 40);

        assertThat(core.role()).isNotInstanceOf(Leader.class);
        assertThat(effects.journal).contains("raft-leader-lost-majority");
    }

    @Test
    void leaderHearsOfALaterTermAndFollows() {
        RaftCore core = leader(RaftLogTest.logOfTerms(1));

        receive(core, B, new AppendReply(99, 1, false, 0, 0));

        assertThat(core.term()).isEqualTo(99);
        assertThat(core.role()).isInstanceOf(Follower.class);
    }

    @Test
    void leaderGoesBackTermsNotEntries() {
        RaftCore core = leader(RaftLogTest.logOfTerms(1, 1, 4, 4, 5, 5, 6));
        effects.sent.clear();

        // The follower has 1 1 2 2 3 3 3: it names its last entry of a term that the leader's previous one allows.
        receive(core, B, new AppendReply(core.term(), 1, false, 7, 3));

        assertThat(effects.appends).last().satisfies(append -> {
            assertThat(append.previousIndex()).isEqualTo(2);
            assertThat(append.previousTerm()).isEqualTo(1);
            assertThat(append.entries()).hasSize(6);
        });
    }

    @Test
    void staleRejectionIsIgnored() {
        RaftCore core = leader(RaftLogTest.logOfTerms(1, 1, 1));
        receive(core, B, new AppendReply(core.term(), 2, true, 4, 0));
        effects.appends.clear();

        receive(core, B, new AppendReply(core.term(), 1, false, 1, 1));

        assertThat(effects.appends).isEmpty();
    }

    @Test
    void followerBehindTheLogGetsTheSnapshot() {
        RaftLog log = RaftLogTest.logOfTerms(1, 1, 1);
        log.compactTo(3);
        RaftCore core = leader(log, new RaftSnapshot(3, 1, Membership.NONE, ByteBuffer.allocate(4)));

        receive(core, B, new AppendReply(core.term(), 1, false, 0, 0));

        assertThat(effects.sent).last().asString().contains("InstallSnapshot");
        receive(core, B, new AppendReply(core.term(), 9, true, 3, 0));
        assertThat(effects.appends)
                .last()
                .satisfies(append -> assertThat(append.previousIndex()).isEqualTo(3));
    }

    @Test
    void followerThatDiffersEvenAtTheBaseGetsTheSnapshot() {
        RaftLog log = RaftLogTest.logOfTerms(1, 2, 2);
        log.compactTo(2);
        RaftCore core = leader(log, new RaftSnapshot(3, 2, Membership.NONE, ByteBuffer.allocate(4)));

        receive(core, B, new AppendReply(core.term(), 1, false, 2, 1));

        assertThat(effects.sent).last().asString().contains("InstallSnapshot");
    }

    @Test
    void snapshotTakesThePlaceOfALogThatContradictsIt() {
        RaftCore core = start(B, 4, null, RaftLogTest.logOfTerms(1, 1, 1, 1));

        receive(core, A, new InstallSnapshot(4, 1, new RaftSnapshot(3, 2, Membership.NONE, ByteBuffer.allocate(4))));

        assertThat(core.log().baseIndex()).isEqualTo(3);
        assertThat(core.log().lastIndex()).isEqualTo(3);
        assertThat(core.commitIndex()).isEqualTo(3);
        assertThat(effects.restored).containsExactly(3L);
    }

    @Test
    void snapshotOfWhatTheLogHasOnlyCommitsIt() {
        RaftCore core = start(B, 4, null, RaftLogTest.logOfTerms(1, 1, 1, 1));

        receive(core, A, new InstallSnapshot(4, 1, new RaftSnapshot(3, 1, Membership.NONE, ByteBuffer.allocate(4))));

        assertThat(core.log().lastIndex()).isEqualTo(4);
        assertThat(effects.applied).containsExactly(1L, 2L, 3L);
        assertThat(effects.restored).isEmpty();
    }

    @Test
    void singleVoterElectsItselfOnceItsVoteIsDurable() {
        RaftSpec spec = RaftSpec.of(A, List.of(A));
        RaftCore core = start(spec, 0, null, RaftLogTest.logOfTerms());
        assertThat(core.role()).isInstanceOf(Candidate.class);

        sync(core);
        assertThat(core.role()).isInstanceOf(Leader.class);
        assertThat(core.acceptsProposals()).isFalse();
        sync(core);

        assertThat(core.acceptsProposals()).isTrue();
    }

    private RaftCore leader(RaftLog log) {
        RaftCore core = leaderBeforeSync(log);
        sync(core);
        return core;
    }

    private RaftCore leader(RaftLog log, RaftSnapshot snapshot) {
        RaftCore core = new RaftCore(
                RaftSpec.of(A, List.of(A, B, C)),
                new RaftRules(),
                new SplittableRandom(1),
                effects,
                new RaftState(8, null, snapshot, log));
        return elect(core);
    }

    private RaftCore leaderBeforeSync(RaftLog log) {
        return elect(new RaftCore(
                RaftSpec.of(A, List.of(A, B, C)),
                new RaftRules(),
                new SplittableRandom(1),
                effects,
                new RaftState(8, null, null, log)));
    }

    private RaftCore elect(RaftCore core) {
        core.start(now);
        receive(core, B, new TimeoutNow(8));
        sync(core);
        receive(core, B, new RequestVoteReply(9, false, true, 0, 0));
        assertThat(core.role()).isInstanceOf(Leader.class);
        return core;
    }

    private RaftCore start(NodeName self, long term, @Nullable NodeName votedFor, RaftLog log) {
        return start(RaftSpec.of(self, List.of(A, B, C)), term, votedFor, log);
    }

    private RaftCore start(RaftSpec spec, long term, @Nullable NodeName votedFor, RaftLog log) {
        effects.sent.clear();
        RaftCore core = new RaftCore(
                spec, new RaftRules(), new SplittableRandom(1), effects, new RaftState(term, votedFor, null, log));
        core.start(now);
        return core;
    }

    private void receive(RaftCore core, NodeName from, RaftMessage message) {
        core.onMessage(now, from, message);
    }

    private void sync(RaftCore core) {
        if (core.wantsSync()) {
            core.onSyncStarted();
            core.onSyncFinished(now);
        }
    }

    private void pass(RaftCore core, int millis) {
        long end = now + millis * MILLIS;
        while (core.deadline() <= end) {
            now = Math.max(now, core.deadline());
            core.onDeadline(now);
        }
        now = end;
    }

    /** Takes down all effects in words. */
    private static final class Recorder implements RaftEffects {
        private final List<String> sent = new ArrayList<>();
        private final List<AppendEntries> appends = new ArrayList<>();
        private final List<Long> applied = new ArrayList<>();
        private final List<Long> restored = new ArrayList<>();
        private final List<String> roles = new ArrayList<>();
        private final List<String> journal = new ArrayList<>();

        @Override
        public void send(NodeName to, RaftMessage message) {
            sent.add(to + " " + message);
            if (message instanceof AppendEntries append) {
                appends.add(append);
            }
        }

        @Override
        public void saveVote(long term, @Nullable NodeName votedFor) {}

        @Override
        public void saveEntries(List<LogEntry> entries) {}

        @Override
        public void saveSnapshot(RaftSnapshot snapshot) {}

        @Override
        public void apply(LogEntry entry) {
            applied.add(entry.index());
        }

        @Override
        public ByteBuffer takeSnapshot() {
            return ByteBuffer.allocate(0);
        }

        @Override
        public void restore(RaftSnapshot snapshot) {
            restored.add(snapshot.lastIndex());
        }

        @Override
        public void roleChanged(RaftRole role, long term, @Nullable NodeName leader) {
            roles.add(role + " " + term + " " + leader);
        }

        @Override
        public void record(String kind, String detail) {
            journal.add(kind);
        }
    }
}
