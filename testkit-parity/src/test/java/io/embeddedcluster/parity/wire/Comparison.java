package io.embeddedcluster.parity.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;

/** What was compared so far, and the verdict on it. */
final class Comparison {

    private final AcceptedDifferences accepted;
    private final List<ComparedExchange> compared = new ArrayList<>();

    Comparison(AcceptedDifferences accepted) {
        this.accepted = accepted;
    }

    /** Fails where exchanges differ and nobody has accepted that, and says which and how. */
    void isTheSame(List<ComparedExchange> exchanges) {
        assertThat(exchanges).as("exchanges of a scenario").isNotEmpty();
        compared.addAll(exchanges);
        List<ComparedExchange> differing =
                exchanges.stream().filter(each -> !each.isEqual()).toList();
        assertThat(accepted.without(differing)).as("exchanges that differ").isEmpty();
    }

    /** Fails where less was compared, or where what was accepted is no difference any more. */
    void isEnough(int leastExchanges, int leastErrors) {
        assertThat(compared).as("exchanges compared").hasSizeGreaterThanOrEqualTo(leastExchanges);
        assertThat(compared.stream().filter(each -> each.real().isError()))
                .as("exchanges that are errors")
                .hasSizeGreaterThanOrEqualTo(leastErrors);
        assertThat(accepted.gone())
                .as("accepted differences that are none any more")
                .isEmpty();
    }

    /** {@return all of them} */
    List<ComparedExchange> compared() {
        return List.copyOf(compared);
    }
}
