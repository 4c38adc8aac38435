package io.embeddedcluster.internal.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ZxidLedgerTest {

    private final ZxidLedger ledger = new ZxidLedger();

    @Test
    void lastAnswerOfEachTermStandsForAll() {
        List.of(0x100000001L, 0x100000007L, 0x100000003L, 0x300000002L).forEach(ledger::acknowledged);

        assertThat(ledger.acknowledged()).containsExactly(0x100000007L, 0x300000002L);
    }

    @Test
    void termsAreKnownByWhatCameBeforeThemOnEachNode() {
        ledger.termStarted(0, 1);
        ledger.termStarted(0x100000007L, 3);
        ledger.termStarted(0x100000007L, 3);
        ledger.termStarted(0x100000003L, 3);

        assertThat(ledger.termStarts()).isEqualTo(Map.of(1L, List.of(0L), 3L, List.of(0x100000003L, 0x100000007L)));
    }
}
