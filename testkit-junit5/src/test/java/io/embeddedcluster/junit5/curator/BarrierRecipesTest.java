package io.embeddedcluster.junit5.curator;

import static org.assertj.core.api.Assertions.assertThat;

import io.embeddedcluster.Cluster;
import io.embeddedcluster.junit5.EmbeddedCluster;
import io.embeddedcluster.junit5.curator.fixture.LeaderLoss;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.recipes.barriers.DistributedBarrier;
import org.apache.curator.framework.recipes.barriers.DistributedDoubleBarrier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Nobody passes a barrier too soon, and everybody passes it in the end, while the quorum leader is killed. */
@EmbeddedCluster(brokers = 0, quorum = 3)
class BarrierRecipesTest {

    private ExecutorService threads;

    @BeforeEach
    void open() {
        threads = Executors.newCachedThreadPool();
    }

    @AfterEach
    void close() {
        threads.shutdownNow();
    }

    @Test
    void nobodyPassesABarrierThatStands(
            Cluster cluster, CuratorFramework one, CuratorFramework two, CuratorFramework three) throws Exception {
        DistributedBarrier barrier = new DistributedBarrier(one, "/barrier");
        barrier.setBarrier();
        AtomicInteger waiting = new AtomicInteger();
        List<Future<?>> waiters = new ArrayList<>();
        for (CuratorFramework client : List.of(two, three)) {
            waiters.add(threads.submit(() -> {
                waiting.incrementAndGet();
                new DistributedBarrier(client, "/barrier").waitOnBarrier();
                return null;
            }));
        }
        cluster.await().until("two wait", () -> waiting.get() == 2 && watchers(cluster, "/barrier") == 2);

        LeaderLoss.survivedBy(cluster, one, two, three);

        cluster.await().until("two wait again", () -> watchers(cluster, "/barrier") == 2);
        assertThat(waiters).noneMatch(Future::isDone);
        barrier.removeBarrier();
        for (Future<?> waiter : waiters) {
            waiter.get(20, TimeUnit.SECONDS);
        }
    }

    private static long watchers(Cluster cluster, String path) {
        return cluster.sessions().stream()
                .filter(session -> session.watches().stream()
                        .anyMatch(watch -> watch.path().equals(path)))
                .count();
    }

    @Test
    void doubleBarrierIsEnteredAndLeftTogether(
            Cluster cluster, CuratorFramework one, CuratorFramework two, CuratorFramework three) throws Exception {
        AtomicInteger entering = new AtomicInteger();
        AtomicInteger leaving = new AtomicInteger();
        List<DistributedDoubleBarrier> barriers = new ArrayList<>();
        for (CuratorFramework client : List.of(one, two, three)) {
            barriers.add(new DistributedDoubleBarrier(client, "/double-barrier", 3));
        }
        together(barriers, barrier -> {
            entering.incrementAndGet();
            assertThat(barrier.enter(20, TimeUnit.SECONDS)).isTrue();
            assertThat(entering).as("those who came before one entered").hasValue(3);
        });

        LeaderLoss.survivedBy(cluster, one, two, three);

        together(barriers, barrier -> {
            leaving.incrementAndGet();
            assertThat(barrier.leave(20, TimeUnit.SECONDS)).isTrue();
            assertThat(leaving).as("those who were done before one left").hasValue(3);
        });
    }

    private void together(List<DistributedDoubleBarrier> barriers, Member member) throws Exception {
        List<Future<?>> members = new ArrayList<>();
        for (DistributedDoubleBarrier barrier : barriers) {
            members.add(threads.submit(() -> {
                member.act(barrier);
                return null;
            }));
        }
        for (Future<?> each : members) {
            each.get(30, TimeUnit.SECONDS);
        }
    }

    private interface Member {
        void act(DistributedDoubleBarrier barrier) throws Exception;
    }
}
