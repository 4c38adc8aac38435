package io.embeddedcluster.internal.raft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.embeddedcluster.internal.host.NodeName;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RaftLogTest {

    @Test
    void emptyLogEndsAtIndexAndTermZero() {
        RaftLog log = new RaftLog(0, 0);

        assertThat(log.lastIndex()).isZero();
        assertThat(log.lastTerm()).isZero();
        assertThat(log.knows(0)).isTrue();
        assertThat(log.knows(1)).isFalse();
    }

    @Test
    void appendTakesThePlaceOfAllFromTheFirstIndexOn() {
        RaftLog log = logOfTerms(1, 1, 1, 1);

        log.append(List.of(LogEntry.noOp(3, 2)));

        assertThat(log.lastIndex()).isEqualTo(3);
        assertThat(log.termAt(2)).isEqualTo(1);
        assertThat(log.termAt(3)).isEqualTo(2);
    }

    @Test
    void entriesMustConnect() {
        RaftLog log = logOfTerms(1, 1);
        log.compactTo(1);

        assertThatThrownBy(() -> log.append(List.of(LogEntry.noOp(4, 2)))).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> log.append(List.of(LogEntry.noOp(1, 2)))).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void compactionKeepsIndexAndTermOfTheLastForgotten() {
        RaftLog log = logOfTerms(1, 1, 2, 3);

        log.compactTo(3);
        log.compactTo(2);

        assertThat(log.baseIndex()).isEqualTo(3);
        assertThat(log.baseTerm()).isEqualTo(2);
        assertThat(log.termAt(3)).isEqualTo(2);
        assertThat(log.termAt(4)).isEqualTo(3);
        assertThat(log.knows(2)).isFalse();
    }

    @Test
    void membershipGoesWithTheEntryThatSaysSo() {
        Membership founders = Membership.of(List.of(NodeName.quorum(1)));
        Membership later = Membership.of(List.of(NodeName.quorum(2)));
        RaftLog log = new RaftLog(0, 0, founders);
        log.append(List.of(LogEntry.noOp(1, 1), LogEntry.of(2, 1, later, ByteBuffer.allocate(0))));
        assertThat(log.latestMembership()).isEqualTo(later);
        assertThat(log.previousMembership()).isEqualTo(founders);

        log.append(List.of(LogEntry.noOp(2, 2)));

        assertThat(log.latestMembership()).isEqualTo(founders);
        assertThat(log.latestMembershipIndex()).isZero();
    }

    @Test
    void compactionKeepsTheMembershipOfTheLastForgotten() {
        Membership later = Membership.of(List.of(NodeName.quorum(2)));
        RaftLog log = new RaftLog(0, 0, Membership.of(List.of(NodeName.quorum(1))));
        log.append(List.of(LogEntry.of(1, 1, later, ByteBuffer.allocate(0)), LogEntry.noOp(2, 1)));

        log.compactTo(2);

        assertThat(log.latestMembership()).isEqualTo(later);
        assertThat(log.previousMembership()).isEqualTo(later);
    }

    @Test
    void goesBackOverWholeTerms() {
        RaftLog log = logOfTerms(1, 1, 4, 4, 5, 5);

        assertThat(log.lastIndexWithTermAtMost(6, 5)).isEqualTo(6);
        assertThat(log.lastIndexWithTermAtMost(6, 4)).isEqualTo(4);
        assertThat(log.lastIndexWithTermAtMost(5, 3)).isEqualTo(2);
        assertThat(log.lastIndexWithTermAtMost(6, 0)).isZero();
    }

    @Test
    void batchesKeepTheirLimitsButAreNeverEmpty() {
        RaftLog log = new RaftLog(0, 0);
        for (int index = 1; index <= 4; index++) {
            log.append(List.of(LogEntry.of(index, 1, ByteBuffer.allocate(10))));
        }

        assertThat(log.entriesFrom(2, 2, 1_000)).hasSize(2);
        assertThat(log.entriesFrom(1, 10, 25)).hasSize(2);
        assertThat(log.entriesFrom(1, 10, 5)).hasSize(1);
        assertThat(log.entriesFrom(5, 10, 1_000)).isEmpty();
    }

    static RaftLog logOfTerms(long... terms) {
        RaftLog log = new RaftLog(0, 0);
        List<LogEntry> entries = new ArrayList<>();
        for (long term : terms) {
            entries.add(LogEntry.of(entries.size() + 1, term, ByteBuffer.allocate(1)));
        }
        log.append(entries);
        return log;
    }
}
