package io.embeddedcluster.internal.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the rules on a link do to what travels over it. */
class LinkTest {

    private static final NodeName ONE = NodeName.broker(1);
    private static final NodeName TWO = NodeName.broker(2);

    private final List<Throwable> defects = new ArrayList<>();
    private final List<String> arrived = new ArrayList<>();
    private final Fabric fabric = new Fabric(defects::add);
    private Link link;

    @BeforeEach
    void addNodes() {
        fabric.add(ONE, Runnable::run);
        fabric.add(TWO, Runnable::run);
        link = fabric.link(ONE, TWO);
    }

    @Test
    void whatComesBehindAHeldParcelDoesNotOvertakeIt() {
        CountingRule stopsB = new CountingRule(parcel -> parcel.is("b"));
        fabric.install(stopsB, List.of(link));

        carry("a", "b", "c");
        assertThat(arrived).containsExactly("a");

        fabric.remove(stopsB, List.of(link));
        assertThat(arrived).containsExactly("a", "b", "c");
        assertThat(stopsB.fired).isOne();
    }

    @Test
    void whatOneRuleReleasesAnotherStillHolds() {
        CountingRule first = new CountingRule(parcel -> true);
        Split second = fabric.split(Set.of(ONE), Set.of(TWO));
        fabric.install(first, List.of(link));

        carry("a");
        fabric.remove(first, List.of(link));
        assertThat(arrived).isEmpty();
        fabric.heal(second);
        assertThat(arrived).containsExactly("a");
        assertThat(first.fired).isOne();
        assertThat(second.stoppedCount()).isOne();
    }

    @Test
    void aRuleThatThrowsIsADefectAndStopsNothing() {
        fabric.install(
                new LinkRule() {
                    @Override
                    public LinkVerdict onParcel(Link on, Link.Parcel parcel) {
                        throw new IllegalStateException("no idea");
                    }

                    @Override
                    public void fired(Link on) {}

                    @Override
                    public String toString() {
                        return "broken";
                    }
                },
                List.of(link));

        carry("a");

        assertThat(arrived).containsExactly("a");
        assertThat(defects)
                .hasSize(1)
                .first()
                .satisfies(defect -> assertThat(defect)
                        .hasMessage("rule broken failed on the link broker-1->broker-2")
                        .hasCauseInstanceOf(IllegalStateException.class));
    }

    private void carry(String... names) {
        for (String name : names) {
            link.carry(new NamedParcel(name));
        }
    }

    private final class NamedParcel implements Link.Parcel {

        private final String name;

        NamedParcel(String name) {
            this.name = name;
        }

        boolean is(String other) {
            return name.equals(other);
        }

        @Override
        public void deliver() {
            arrived.add(name);
        }
    }

    private static final class CountingRule implements LinkRule {

        private final Predicate<NamedParcel> isStopped;
        private int fired;

        CountingRule(Predicate<NamedParcel> isStopped) {
            this.isStopped = isStopped;
        }

        @Override
        public LinkVerdict onParcel(Link on, Link.Parcel parcel) {
            return isStopped.test((NamedParcel) parcel) ? LinkVerdict.STOP : LinkVerdict.PASS;
        }

        @Override
        public void fired(Link on) {
            fired++;
        }
    }
}
