package io.embeddedcluster.internal.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.embeddedcluster.internal.host.NodeName;
import io.embeddedcluster.internal.observer.TermStarted;
import io.embeddedcluster.internal.observer.ZxidAcknowledged;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ZxidLedgerTest {

    private static final NodeName NODE = NodeName.quorum(1);

    private final ZxidLedger ledger = new ZxidLedger();

    @Test
    void lastAnswerOfEachTermStandsForAll() {
        List.of(0x100000001L, 0x100000007L, 0x100000003L, 0x300000002L)
                .forEach(zxid -> ledger.zxidAcknowledged(NODE, new ZxidAcknowledged(zxid)));

        assertThat(ledger.acknowledged()).containsExactly(0x100000007L, 0x300000002L);
    }

    @Test
    void termsAreKnownByWhatCameBeforeThemOnEachNode() {
        begin(0, 1);
        begin(0x100000007L, 3);
        begin(0x100000007L, 3);
        begin(0x100000003L, 3);

        assertThat(ledger.termStarts()).isEqualTo(Map.of(1L, List.of(0L), 3L, List.of(0x100000003L, 0x100000007L)));
    }

    private void begin(long lastZxid, long term) {
        ledger.termStarted(NODE, new TermStarted(lastZxid, term));
    }
}
