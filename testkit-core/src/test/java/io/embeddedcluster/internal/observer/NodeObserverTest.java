package io.embeddedcluster.internal.observer;

import static org.assertj.core.api.Assertions.assertThat;

import io.embeddedcluster.internal.host.NodeName;
import io.embeddedcluster.internal.kafka.fixture.ManualHost;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class NodeObserverTest {

    private final ManualHost host = new ManualHost();
    private final List<String> told = new ArrayList<>();

    @Test
    void observersAreToldInOrderWhoseEventItIs() {
        NodeObserver observer = new NodeObserver(host, List.of(new Recorder("first"), new Recorder("second")));

        observer.tell(new TermStarted(7, 2));
        observer.tell(new ZxidAcknowledged(8));

        assertThat(told)
                .containsExactly(
                        "first broker-1 TermStarted[lastZxid=7, term=2]",
                        "second broker-1 TermStarted[lastZxid=7, term=2]",
                        "first broker-1 ZxidAcknowledged[zxid=8]",
                        "second broker-1 ZxidAcknowledged[zxid=8]");
        assertThat(host.defects()).isEmpty();
    }

    @Test
    void whereNobodyObservesNoEventNeedBeMade() {
        assertThat(new NodeObserver(host, List.of()).isObserved()).isFalse();
        assertThat(new NodeObserver(host, List.of(new Recorder(""))).isObserved())
                .isTrue();
    }

    @Test
    void anObserverThatThrowsIsNamedInTheJournalAndADefectAndTheNextIsTold() {
        AssertionError problem = new AssertionError("a promise is broken");
        NodeObserver observer =
                new NodeObserver(host, List.of(new ThrowingObserver("checker", problem), new Recorder("next")));

        observer.tell(new ZxidAcknowledged(8));

        String story = "observer checker failed: " + problem + ", when told of ZxidAcknowledged[zxid=8]";
        assertThat(host.journalLines()).containsExactly("observer-failed " + story);
        assertThat(host.defects())
                .singleElement()
                .satisfies(defect -> assertThat(defect).hasMessage(story).hasCause(problem));
        assertThat(told).containsExactly("next broker-1 ZxidAcknowledged[zxid=8]");
    }

    /** Takes down what it is told. */
    private final class Recorder implements ClusterObserver {

        private final String name;

        Recorder(String name) {
            this.name = name;
        }

        @Override
        public void termStarted(NodeName node, TermStarted event) {
            told.add(name + " " + node + " " + event);
        }

        @Override
        public void zxidAcknowledged(NodeName node, ZxidAcknowledged event) {
            told.add(name + " " + node + " " + event);
        }
    }
}
