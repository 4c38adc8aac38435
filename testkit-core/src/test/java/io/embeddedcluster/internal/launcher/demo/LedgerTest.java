package io.embeddedcluster.internal.launcher.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Each way in which a promise can break is counted, and its near miss is not. */
class LedgerTest {

    private final Ledger ledger = new Ledger(1);
    private final PartitionLedger partition = ledger.partition(0);

    private void sendAndAcknowledge(int count) {
        IntStream.range(0, count).forEach(i -> partition.acknowledge(partition.send()));
    }

    private void read(int... numbers) {
        IntStream.of(numbers).forEach(partition::read);
    }

    @Test
    void everythingReadOnceInOrderHolds() {
        sendAndAcknowledge(3);
        read(0, 1, 2);
        assertThat(ledger.counts()).isEqualTo(new LedgerCounts(3, 3, 3, 0, 0, 0));
        assertThat(ledger.counts().held()).isTrue();
    }

    @Test
    void acknowledgedButNotReadIsMissing() {
        sendAndAcknowledge(3);
        read(0, 2);
        assertThat(ledger.counts().missing()).isEqualTo(1);
        assertThat(ledger.counts().held()).isFalse();
    }

    @Test
    void neitherAcknowledgedNorReadIsNotMissing() {
        sendAndAcknowledge(1);
        partition.send();
        read(0);
        assertThat(ledger.counts().held()).isTrue();
    }

    @Test
    void readTwiceIsDuplicated() {
        sendAndAcknowledge(2);
        read(0, 1, 1);
        assertThat(ledger.counts().duplicated()).isEqualTo(1);
        assertThat(ledger.counts().held()).isFalse();
    }

    @Test
    void readAfterALaterOneIsOutOfOrder() {
        sendAndAcknowledge(2);
        read(1, 0);
        assertThat(ledger.counts().outOfOrder()).isEqualTo(1);
        assertThat(ledger.counts().held()).isFalse();
    }

    @Test
    void nothingAcknowledgedShowsNothing() {
        assertThat(ledger.counts().held()).isFalse();
    }
}
