package io.embeddedcluster.internal.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Which rule decides, and what a rule that throws does. */
class EdgeTest {

    private static final EdgeRequest PRODUCE = EdgeRequest.ofKafka("PRODUCE", "client 127.0.0.1:1", "orders");

    private final List<Throwable> defects = new ArrayList<>();
    private final Edge edge = new Edge(defects::add);

    @Test
    void withoutRulesThereIsNothingToAsk() {
        Runnable remove = edge.install("reset", onRequest(new Verdict.Reset()));
        remove.run();
        remove.run();

        assertThat(edge.rules()).isNull();
    }

    @Test
    void theFirstRuleThatDecidesWins() {
        edge.install("pass", onRequest(RequestVerdict.PASS));
        Runnable removeDrop = edge.install("drop", onRequest(new Verdict.Drop()));
        edge.install("reset", onRequest(new Verdict.Reset()));

        assertThat(verdict()).isEqualTo(new Verdict.Drop());
        removeDrop.run();
        assertThat(verdict()).isEqualTo(new Verdict.Reset());
    }

    @Test
    void oneRuleInstalledTwiceIsRemovedOnceAtATime() {
        RequestRule rule = onRequest(new Verdict.Drop());
        Runnable removeOne = edge.install("drop", rule);
        edge.install("drop", rule);

        removeOne.run();
        removeOne.run();

        assertThat(verdict()).isEqualTo(new Verdict.Drop());
    }

    @Test
    void aRuleThatThrowsIsNamedAsADefectAndTheNextDecides() {
        edge.install("broken", new RequestRule() {
            @Override
            public RequestVerdict onRequest(EdgeRequest request) {
                throw new IllegalStateException("no idea");
            }

            @Override
            public AnswerVerdict onAnswer(EdgeRequest request) {
                throw new IllegalStateException("no idea either");
            }
        });
        edge.install("reset", onRequest(new Verdict.Reset()));

        assertThat(verdict()).isEqualTo(new Verdict.Reset());
        assertThat(rules().onAnswer(PRODUCE).isPass()).isTrue();
        assertThat(defects)
                .hasSize(2)
                .allSatisfy(defect -> assertThat(defect)
                        .hasMessageContaining("rule \"broken\" failed")
                        .hasMessageContaining("PRODUCE")
                        .hasCauseInstanceOf(IllegalStateException.class));
    }

    @Test
    void aDelayIsNotNegative() {
        assertThatThrownBy(() -> new Verdict.Delay(Duration.ofMillis(-1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("delay: PT-0.001S (expected: not negative)");
    }

    @Test
    void aSessionIsHeldUntilTheLastOfItsHoldsIsRemoved() {
        SessionHold first = new SessionHold(7);
        SessionHold second = new SessionHold(7);
        edge.holds().add(first);
        edge.holds().add(second);
        edge.holds().countHeld(7);

        edge.holds().remove(first);
        edge.holds().remove(first);
        assertThat(edge.holds().contain(7)).isTrue();
        assertThat(edge.holds().contain(8)).isFalse();
        edge.holds().countHeld(7);

        edge.holds().remove(second);
        assertThat(edge.holds().contain(7)).isFalse();
        assertThat(first.heldCount()).isOne();
        assertThat(second.heldCount()).isEqualTo(2);
    }

    private RequestVerdict verdict() {
        return rules().onRequest(PRODUCE);
    }

    private InstalledRules rules() {
        return Objects.requireNonNull(edge.rules());
    }

    private static RequestRule onRequest(RequestVerdict verdict) {
        return new RequestRule() {
            @Override
            public RequestVerdict onRequest(EdgeRequest request) {
                return verdict;
            }
        };
    }
}
