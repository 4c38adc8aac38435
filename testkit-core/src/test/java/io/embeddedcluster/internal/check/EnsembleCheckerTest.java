package io.embeddedcluster.internal.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.embeddedcluster.check.Anomaly;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** For each anomaly the smallest ensemble that shows it, and a near miss that must pass. */
class EnsembleCheckerTest {

    private static final long SESSION = 0x1000L;

    private static final QuorumContent EMPTY = content(Map.of());
    private static final QuorumContent ONE_ZNODE = content(Map.of("/a", znode(0, "version=1")));
    private static final QuorumContent OTHER_ZNODE = content(Map.of("/a", znode(0, "version=2")));
    private static final QuorumContent ONE_SESSION = content(Map.of("/e", znode(SESSION, "version=0")), SESSION);
    private static final QuorumContent ORPHAN = content(Map.of("/e", znode(SESSION, "version=0")));

    @Test
    void nodesThatHoldTheSameAreInOrder() {
        assertThat(check(leader(7, ONE_SESSION), follower(2, 7, ONE_SESSION), follower(3, 7, ONE_SESSION)))
                .isEmpty();
    }

    @Test
    void nodesThatHaveAppliedTheSameAndDifferHaveDiverged() {
        assertThat(check(leader(7, ONE_ZNODE), follower(2, 7, OTHER_ZNODE)))
                .singleElement()
                .satisfies(anomaly -> {
                    assertThat(anomaly.name()).isEqualTo("diverged-node");
                    assertThat(anomaly.story())
                            .isEqualTo("quorum-2 and the leader quorum-1 differ in 1 znodes: /a is [version=2] on"
                                    + " quorum-2 and [version=1] on quorum-1; both have applied log index 7, zxid 0x7");
                });
    }

    @Test
    void znodeThatOnlyOneHasIsADivergence() {
        assertThat(check(leader(7, EMPTY), follower(2, 7, ONE_ZNODE)))
                .singleElement()
                .satisfies(anomaly -> assertThat(anomaly.story())
                        .contains("/a is [version=1] on quorum-2 and not there on quorum-1"));
    }

    @Test
    void nodesThatHaveNotAppliedTheSameMayDiffer() {
        assertThat(check(leader(8, ONE_ZNODE), follower(2, 7, OTHER_ZNODE))).isEmpty();
    }

    @Test
    void nodesThatDoNotServeAreComparedToo() {
        QuorumReplica one = new QuorumReplica(1, false, false, 7, 7, digests(), ONE_ZNODE);
        QuorumReplica other = new QuorumReplica(2, false, false, 7, 7, digests(), OTHER_ZNODE);

        assertThat(check(one, other)).extracting(Anomaly::name).containsExactly("diverged-node");
    }

    @Test
    void treesThatDifferedEarlierHaveDiverged() {
        assertThat(check(
                        new QuorumReplica(1, true, true, 9, 9, digests(4, 70, 8, 71), EMPTY),
                        new QuorumReplica(2, false, true, 8, 8, digests(4, 70, 8, 72), EMPTY)))
                .singleElement()
                .satisfies(anomaly -> {
                    assertThat(anomaly.name()).isEqualTo("diverged-node");
                    assertThat(anomaly.story())
                            .isEqualTo("quorum-2 and the leader quorum-1 had different trees at zxid 0x8");
                });
    }

    @Test
    void treesNeedNotHaveBeenLookedAtAtTheSameMoments() {
        assertThat(check(
                        new QuorumReplica(1, true, true, 9, 9, digests(4, 70), EMPTY),
                        new QuorumReplica(2, false, true, 8, 8, digests(8, 72), EMPTY)))
                .isEmpty();
    }

    @Test
    void sessionThatOnlyAFollowerHasIsUnknown() {
        assertThat(check(leader(7, EMPTY), follower(2, 7, content(Map.of(), SESSION))))
                .singleElement()
                .satisfies(anomaly -> {
                    assertThat(anomaly.name()).isEqualTo("unknown-session");
                    assertThat(anomaly.story())
                            .startsWith("session 0x1000 is open on quorum-2 and not on the leader quorum-1");
                });
    }

    @Test
    void sessionThatAFollowerDoesNotHaveIsADivergence() {
        assertThat(check(leader(7, content(Map.of(), SESSION)), follower(2, 7, EMPTY)))
                .extracting(Anomaly::name)
                .containsExactly("diverged-node");
    }

    @Test
    void sessionMayBeOverForTheLeaderFirst() {
        assertThat(check(leader(8, EMPTY), follower(2, 7, ONE_SESSION))).isEmpty();
    }

    @Test
    void ephemeralWithoutItsSessionIsAnOrphan() {
        assertThat(check(leader(7, ORPHAN), follower(2, 7, ORPHAN)))
                .singleElement()
                .satisfies(anomaly -> {
                    assertThat(anomaly.name()).isEqualTo("orphaned-ephemeral");
                    assertThat(anomaly.story())
                            .isEqualTo("/e is of session 0x1000, which is over, and still on quorum-1, quorum-2");
                });
    }

    @Test
    void nodeThatServesHasToKeepUp() {
        EnsembleTruth truth =
                new EnsembleTruth(List.of(leader(9, ONE_ZNODE), follower(2, 7, EMPTY)), 8, List.of(), List.of());

        assertThat(EnsembleChecker.check(truth)).singleElement().satisfies(anomaly -> {
            assertThat(anomaly.name()).isEqualTo("lagging-node");
            assertThat(anomaly.story())
                    .isEqualTo("quorum-2 serves clients, and is still at log index 7 although others had applied 8 when"
                            + " the check began");
        });
    }

    @Test
    void nodeThatDoesNotServeMayLag() {
        QuorumReplica cutOff = new QuorumReplica(2, false, false, 7, 7, digests(), EMPTY);
        EnsembleTruth truth = new EnsembleTruth(List.of(leader(9, ONE_ZNODE), cutOff), 8, List.of(), List.of());

        assertThat(EnsembleChecker.check(truth)).isEmpty();
    }

    @Test
    void answeredWriteThatTheNextTermSkipsIsLost() {
        assertThat(checkZxids(0x300000001L, List.of(0x200000005L), new TermStart(0x200000004L, 3)))
                .singleElement()
                .satisfies(anomaly -> {
                    assertThat(anomaly.name()).isEqualTo("lost-write");
                    assertThat(anomaly.story())
                            .isEqualTo(
                                    "a write was answered with zxid 0x200000005, but term 3 of the ensemble began after"
                                            + " zxid 0x200000004");
                });
    }

    @Test
    void answeredWriteOfATermThatWasSkippedAltogetherIsLost() {
        assertThat(checkZxids(0x400000001L, List.of(0x200000005L), new TermStart(0x100000009L, 4)))
                .extracting(Anomaly::name)
                .containsExactly("lost-write");
    }

    @Test
    void answeredWriteBeyondTheLeaderIsLost() {
        assertThat(checkZxids(0x200000004L, List.of(0x200000005L), new TermStart(0x100000001L, 2)))
                .singleElement()
                .satisfies(anomaly -> assertThat(anomaly.story())
                        .isEqualTo(
                                "a write was answered with zxid 0x200000005, but the leader quorum-1 has come to zxid"
                                        + " 0x200000004 only"));
    }

    @Test
    void leaderThatIsCutOffDoesNotHaveWhatLaterTermsWrote() {
        assertThat(checkZxids(0x200000004L, List.of(0x300000001L), new TermStart(0x200000004L, 3)))
                .isEmpty();
    }

    @Test
    void answeredWritesThatAreTheLastOfTheirTermAreThere() {
        assertThat(checkZxids(
                        0x300000002L,
                        List.of(0x200000005L, 0x300000002L),
                        new TermStart(0, 2),
                        new TermStart(0x200000005L, 3)))
                .isEmpty();
    }

    private static List<Anomaly> check(QuorumReplica... replicas) {
        return EnsembleChecker.check(new EnsembleTruth(List.of(replicas), 0, List.of(), List.of()));
    }

    private static List<Anomaly> checkZxids(long leaders, List<Long> acknowledged, TermStart... starts) {
        QuorumReplica leader = new QuorumReplica(1, true, true, 7, leaders, digests(), EMPTY);
        return EnsembleChecker.check(new EnsembleTruth(List.of(leader), 0, acknowledged, List.of(starts)));
    }

    private static QuorumReplica leader(long index, QuorumContent content) {
        return new QuorumReplica(1, true, true, index, index, digests(), content);
    }

    private static QuorumReplica follower(int node, long index, QuorumContent content) {
        return new QuorumReplica(node, false, true, index, index, digests(), content);
    }

    private static SortedMap<Long, Long> digests(long... zxidsAndDigests) {
        TreeMap<Long, Long> digests = new TreeMap<>();
        for (int i = 0; i < zxidsAndDigests.length; i += 2) {
            digests.put(zxidsAndDigests[i], zxidsAndDigests[i + 1]);
        }
        return digests;
    }

    private static ZnodeState znode(long session, String description) {
        return new ZnodeState(session, description);
    }

    private static QuorumContent content(Map<String, ZnodeState> znodes, long... sessions) {
        SortedSet<Long> ids = new TreeSet<>();
        for (long session : sessions) {
            ids.add(session);
        }
        return new QuorumContent(ids, new TreeMap<>(znodes));
    }
}
