package io.embeddedcluster.junit5.curator;

import static org.assertj.core.api.Assertions.assertThat;

import io.embeddedcluster.Cluster;
import io.embeddedcluster.QuorumNode;
import io.embeddedcluster.junit5.EmbeddedCluster;
import io.embeddedcluster.junit5.curator.fixture.LeaderLoss;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.recipes.barriers.DistributedBarrier;
import org.apache.curator.framework.recipes.barriers.DistributedDoubleBarrier;
import org.apache.zookeeper.KeeperException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Nobody passes a barrier too soon, and everybody passes it in the end, while the quorum leader is killed. */
@EmbeddedCluster(brokers = 0, quorum = 3)
class BarrierRecipesTest {

    private final Queue<Thread> working = new ConcurrentLinkedQueue<>();
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
        // To a server that lags there is none yet, and whoever asks it passes.
        two.sync().forPath("/barrier");
        three.sync().forPath("/barrier");
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

    /**
     * Curator tells those that wait of the loss of their connection by an exception. Their znodes stay: so the last one does
     * not wait.
     */
    @Test
    void nobodyEntersADoubleBarrierTooSoonWhenTheLeaderIsKilled(
            Cluster cluster, CuratorFramework one, CuratorFramework two, CuratorFramework three) throws Exception {
        List<Future<?>> waiters = new ArrayList<>();
        for (CuratorFramework client : List.of(one, two)) {
            waiters.add(begin(
                    new DistributedDoubleBarrier(client, "/entered", 3),
                    barrier -> barrier.enter(20, TimeUnit.SECONDS)));
        }
        cluster.await().until("two wait", () -> members(cluster, "/entered") == 2 && waitingThreads() == 2);

        loseLeaderUntilTold(cluster, waiters);

        LeaderLoss.awaitEvents(three);
        assertThat(members(cluster, "/entered")).isEqualTo(2);
        assertThat(new DistributedDoubleBarrier(three, "/entered", 3).enter(20, TimeUnit.SECONDS))
                .isTrue();
    }

    /**
     * Who is told so knows that others may not have left. A barrier that has lost its connection once cannot be left again.
     *
     * <p>The one who stays has the last znode. Had it the first one, both others would remove theirs at once, and Curator lets
     * who has none go on as soon as an event, of whatever kind, makes it look and only one znode is there.
     */
    @Test
    void nobodyLeavesADoubleBarrierTooSoonWhenTheLeaderIsKilled(
            Cluster cluster, CuratorFramework one, CuratorFramework two, CuratorFramework three) throws Exception {
        Map<CuratorFramework, DistributedDoubleBarrier> barriers = new LinkedHashMap<>();
        for (CuratorFramework client : List.of(one, two, three)) {
            barriers.put(client, new DistributedDoubleBarrier(client, "/left", 3));
        }
        together(
                barriers.values(),
                barrier -> assertThat(barrier.enter(20, TimeUnit.SECONDS)).isTrue());
        Map<String, CuratorFramework> byZnode = new TreeMap<>();
        for (CuratorFramework client : barriers.keySet()) {
            byZnode.put(znode(cluster, client, "/left"), client);
        }
        List<CuratorFramework> inOrder = List.copyOf(byZnode.values());
        working.clear();
        List<Future<?>> waiters = new ArrayList<>();
        for (CuratorFramework leaving : inOrder.subList(0, 2)) {
            waiters.add(begin(barriers.get(leaving), member -> member.leave(20, TimeUnit.SECONDS)));
        }
        cluster.await()
                .until(
                        "two wait for a znode of a member",
                        () -> waitingBelow(cluster, "/left/") == 2 && waitingThreads() == 2);

        loseLeaderUntilTold(cluster, waiters);

        LeaderLoss.awaitEvents(inOrder.get(2));
        assertThat(members(cluster, "/left"))
                .as("those who have not left: the last one, and the first one, who waits for it")
                .isEqualTo(2);
    }

    private static String znode(Cluster cluster, CuratorFramework client, String barrier) throws Exception {
        long session = client.getZookeeperClient().getZooKeeper().getSessionId();
        return cluster.session(session).ephemerals().stream()
                .filter(path -> path.startsWith(barrier + "/"))
                .findFirst()
                .orElseThrow();
    }

    /**
     * {@return how many wait for others, and for no answer any more} What the cluster shows comes before the answer: a loss
     * in between is one that Curator tries again after, for longer than the session lives. ZooKeeper's client waits for an
     * answer without a limit.
     */
    private long waitingThreads() {
        return working.stream()
                .filter(thread -> thread.getState() == Thread.State.TIMED_WAITING)
                .count();
    }

    private static long waitingBelow(Cluster cluster, String prefix) {
        return cluster.sessions().stream()
                .filter(session -> session.watches().stream()
                        .anyMatch(watch ->
                                watch.path().startsWith(prefix) && !watch.path().endsWith("/ready")))
                .count();
    }

    /**
     * Kills the leader and another node, so that nobody is connected again before the waiters have been told: Curator takes a
     * loss that is over when it looks for none.
     */
    private static void loseLeaderUntilTold(Cluster cluster, List<Future<?>> waiters) {
        QuorumNode leader = cluster.quorumLeader();
        QuorumNode other = cluster.quorumNode(leader.id() == 1 ? 2 : 1);
        leader.kill();
        other.kill();
        try {
            assertThat(waiters)
                    .allSatisfy(waiter -> assertThat(waiter)
                            .failsWithin(20, TimeUnit.SECONDS)
                            .withThrowableOfType(ExecutionException.class)
                            .withCauseInstanceOf(KeeperException.ConnectionLossException.class));
        } finally {
            leader.start();
            other.start();
        }
    }

    private static long members(Cluster cluster, String path) {
        return cluster.sessions().stream()
                .flatMap(session -> session.ephemerals().stream())
                .filter(each -> each.startsWith(path + "/"))
                .count();
    }

    private Future<?> begin(DistributedDoubleBarrier barrier, Member member) {
        return threads.submit(() -> {
            working.add(Thread.currentThread());
            member.act(barrier);
            return null;
        });
    }

    private void together(Collection<DistributedDoubleBarrier> barriers, Member member) throws Exception {
        List<Future<?>> members = new ArrayList<>();
        for (DistributedDoubleBarrier barrier : barriers) {
            members.add(begin(barrier, member));
        }
        for (Future<?> each : members) {
            each.get(30, TimeUnit.SECONDS);
        }
    }

    private interface Member {
        void act(DistributedDoubleBarrier barrier) throws Exception;
    }
}
