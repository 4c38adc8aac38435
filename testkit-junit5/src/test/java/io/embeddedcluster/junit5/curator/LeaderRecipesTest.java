package io.embeddedcluster.junit5.curator;

import static org.assertj.core.api.Assertions.assertThat;

import io.embeddedcluster.Cluster;
import io.embeddedcluster.junit5.EmbeddedCluster;
import io.embeddedcluster.junit5.curator.fixture.Exclusive;
import io.embeddedcluster.junit5.curator.fixture.LeaderLoss;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.recipes.leader.LeaderLatch;
import org.apache.curator.framework.recipes.leader.LeaderLatchListener;
import org.apache.curator.framework.recipes.leader.LeaderSelector;
import org.apache.curator.framework.recipes.leader.LeaderSelectorListenerAdapter;
import org.junit.jupiter.api.Test;

/**
 * Never two lead. A leader is told that its connection is suspended before it could be replaced, and its session outlives the
 * loss of the quorum leader.
 */
@EmbeddedCluster(brokers = 0, quorum = 3)
class LeaderRecipesTest {

    @Test
    void latchHasOneLeader(Cluster cluster, CuratorFramework one, CuratorFramework two, CuratorFramework three)
            throws Exception {
        Tenure tenure = new Tenure();
        List<LeaderLatch> latches = new ArrayList<>();
        for (CuratorFramework client : List.of(one, two, three)) {
            LeaderLatch latch = new LeaderLatch(client, "/latch");
            latch.addListener(tenure);
            latches.add(latch);
            latch.start();
        }
        cluster.await().until("one leads", () -> leaders(latches) == 1);

        LeaderLoss.survivedBy(cluster, one, two, three);

        cluster.await().until("one leads again", () -> leaders(latches) == 1 && tenure.beginnings.get() > 1);
        LeaderLatch leader =
                latches.stream().filter(LeaderLatch::hasLeadership).findFirst().orElseThrow();
        // A latch that closes gives its place away before it tells its listeners, so this one is no longer listened to.
        leader.removeListener(tenure);
        tenure.section.leave();
        leader.close();
        latches.remove(leader);
        cluster.await().until("another leads", () -> leaders(latches) == 1);
        assertThat(tenure.problems).isEmpty();
        for (LeaderLatch latch : latches) {
            latch.removeListener(tenure);
            latch.close();
        }
    }

    private static long leaders(List<LeaderLatch> latches) {
        return latches.stream().filter(LeaderLatch::hasLeadership).count();
    }

    /** Takes down what latches tell, on their own threads. */
    private static final class Tenure implements LeaderLatchListener {

        private final Exclusive section = new Exclusive("/unused", 1);
        private final AtomicInteger beginnings = new AtomicInteger();
        private final List<AssertionError> problems = new CopyOnWriteArrayList<>();

        @Override
        public void isLeader() {
            beginnings.incrementAndGet();
            try {
                section.enter();
            } catch (AssertionError two) {
                problems.add(two);
            }
        }

        @Override
        public void notLeader() {
            section.leave();
        }
    }

    @Test
    void selectorHasOneLeader(Cluster cluster, CuratorFramework one, CuratorFramework two, CuratorFramework three)
            throws Exception {
        Exclusive section = new Exclusive("/led", 1);
        AtomicInteger terms = new AtomicInteger();
        List<Throwable> problems = new CopyOnWriteArrayList<>();
        List<LeaderSelector> selectors = new ArrayList<>();
        for (CuratorFramework client : List.of(one, two, three)) {
            LeaderSelector selector = new LeaderSelector(client, "/selector", new LeaderSelectorListenerAdapter() {
                @Override
                public void takeLeadership(CuratorFramework leader) throws Exception {
                    try {
                        section.enter();
                        assertThat(leader.checkExists().forPath("/")).isNotNull();
                        terms.incrementAndGet();
                    } catch (AssertionError two) {
                        problems.add(two);
                    } finally {
                        section.leave();
                    }
                }
            });
            selector.autoRequeue();
            selectors.add(selector);
            selector.start();
        }

        LeaderLoss.inTheMiddleOf(cluster, terms::get, 10);

        assertThat(problems).isEmpty();
        selectors.forEach(LeaderSelector::close);
    }
}
