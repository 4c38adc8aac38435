package io.embeddedcluster.internal.kafka.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.embeddedcluster.internal.host.Disk;
import io.embeddedcluster.internal.host.MemoryDisk;
import org.junit.jupiter.api.Test;

class LeaderEpochCacheTest {

    private final Disk disk = new MemoryDisk().mount(Runnable::run);
    private final LeaderEpochCache epochs = open();

    @Test
    void knowsNothingWhenEmpty() {
        assertThat(epochs.latestEpoch()).isEmpty();
        assertThat(epochs.endOffsetFor(0, 10)).isEqualTo(EpochEnd.UNKNOWN);
        assertThat(epochs.endOffsetFor(-1, 10)).isEqualTo(EpochEnd.UNKNOWN);
    }

    @Test
    void latestEpochEndsAtTheLogsEnd() {
        assign(2, 0, 5, 11);

        assertThat(epochs.endOffsetFor(5, 20)).isEqualTo(new EpochEnd(5, 20));
    }

    @Test
    void anEpochEndsWhereTheNextBegins() {
        assign(2, 0, 5, 11, 7, 30);

        assertThat(epochs.endOffsetFor(2, 40)).isEqualTo(new EpochEnd(2, 11));
        assertThat(epochs.endOffsetFor(5, 40)).isEqualTo(new EpochEnd(5, 30));
    }

    @Test
    void anUnknownEpochInBetweenGivesTheOneBefore() {
        assign(2, 0, 5, 11, 7, 30);

        assertThat(epochs.endOffsetFor(3, 40)).isEqualTo(new EpochEnd(2, 11));
        assertThat(epochs.endOffsetFor(6, 40)).isEqualTo(new EpochEnd(5, 30));
    }

    @Test
    void anEpochBeforeTheFirstEndsWhereTheFirstBegins() {
        assign(5, 11, 7, 30);

        assertThat(epochs.endOffsetFor(3, 40)).isEqualTo(new EpochEnd(3, 11));
    }

    @Test
    void anEpochBehindTheLatestIsUnknown() {
        assign(5, 11);

        assertThat(epochs.endOffsetFor(6, 40)).isEqualTo(EpochEnd.UNKNOWN);
    }

    @Test
    void theStartOfAnEpochStays() {
        assign(5, 11);

        assign(5, 20);

        assertThat(epochs.entries()).containsExactly(new EpochStart(5, 11));
    }

    @Test
    void anEpochThatBeganAtTheSameOffsetWithoutRecordsGoes() {
        assign(2, 0, 5, 11);

        assign(6, 11);

        assertThat(epochs.entries()).containsExactly(new EpochStart(2, 0), new EpochStart(6, 11));
    }

    @Test
    void entriesThatAreNotBeforeTheNewOneGo() {
        assign(2, 0, 5, 11, 7, 30);

        assign(6, 20);

        assertThat(epochs.entries())
                .containsExactly(new EpochStart(2, 0), new EpochStart(5, 11), new EpochStart(6, 20));
    }

    @Test
    void truncatingTheEndDropsEpochsThatBeginThere() {
        assign(2, 0, 5, 11, 7, 30);

        epochs.truncateFromEnd(30);
        assertThat(epochs.entries()).containsExactly(new EpochStart(2, 0), new EpochStart(5, 11));

        epochs.truncateFromEnd(12);
        assertThat(epochs.entries()).containsExactly(new EpochStart(2, 0), new EpochStart(5, 11));
    }

    @Test
    void truncatingTheStartMovesTheEpochThatItLiesIn() {
        assign(2, 0, 5, 11, 7, 30);

        epochs.truncateFromStart(15);

        assertThat(epochs.entries()).containsExactly(new EpochStart(5, 15), new EpochStart(7, 30));
    }

    @Test
    void truncatingTheStartToTheBeginningOfAnEpochKeepsIt() {
        assign(2, 0, 5, 11, 7, 30);

        epochs.truncateFromStart(11);

        assertThat(epochs.entries()).containsExactly(new EpochStart(5, 11), new EpochStart(7, 30));
    }

    @Test
    void truncatingBeforeTheFirstEpochChangesNothing() {
        assign(5, 11);

        epochs.truncateFromStart(3);

        assertThat(epochs.entries()).containsExactly(new EpochStart(5, 11));
    }

    @Test
    void aReopenedCacheKnowsTheSame() {
        assign(2, 0, 5, 11, 7, 30);
        epochs.truncateFromEnd(25);

        assertThat(open().entries()).isEqualTo(epochs.entries());
    }

    @Test
    void namesTheEpochOfAnOffset() {
        assign(2, 3, 5, 11);

        assertThat(epochs.epochAt(2)).isEmpty();
        assertThat(epochs.epochAt(3)).hasValue(2);
        assertThat(epochs.epochAt(10)).hasValue(2);
        assertThat(epochs.epochAt(11)).hasValue(5);
    }

    @Test
    void refusesNegativeEpochs() {
        assertThatThrownBy(() -> epochs.assign(-1, 0)).isInstanceOf(IllegalArgumentException.class);
    }

    private LeaderEpochCache open() {
        return new LeaderEpochCache(disk, "leader-epoch-checkpoint", failure -> {});
    }

    private void assign(long... epochsAndOffsets) {
        for (int i = 0; i < epochsAndOffsets.length; i += 2) {
            epochs.assign((int) epochsAndOffsets[i], epochsAndOffsets[i + 1]);
        }
    }
}
