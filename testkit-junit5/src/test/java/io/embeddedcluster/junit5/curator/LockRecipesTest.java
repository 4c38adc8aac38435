package io.embeddedcluster.junit5.curator;

import static org.assertj.core.api.Assertions.assertThat;

import io.embeddedcluster.Cluster;
import io.embeddedcluster.junit5.EmbeddedCluster;
import io.embeddedcluster.junit5.curator.fixture.Exclusive;
import io.embeddedcluster.junit5.curator.fixture.LeaderLoss;
import io.embeddedcluster.junit5.curator.fixture.Workers;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.recipes.locks.InterProcessLock;
import org.apache.curator.framework.recipes.locks.InterProcessMultiLock;
import org.apache.curator.framework.recipes.locks.InterProcessMutex;
import org.apache.curator.framework.recipes.locks.InterProcessReadWriteLock;
import org.apache.curator.framework.recipes.locks.InterProcessSemaphore;
import org.apache.curator.framework.recipes.locks.InterProcessSemaphoreMutex;
import org.apache.curator.framework.recipes.locks.InterProcessSemaphoreV2;
import org.apache.curator.framework.recipes.locks.Lease;
import org.apache.curator.framework.recipes.locks.Revoker;
import org.apache.curator.framework.recipes.shared.SharedCount;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Locks are never held by more than may, while the quorum leader is killed. Sessions outlive that, and so holders do. */
@EmbeddedCluster(brokers = 0, quorum = 3)
class LockRecipesTest {

    private static final int STEPS = 15;

    private static Workers.Step locked(CuratorFramework client, InterProcessLock lock, Exclusive... sections) {
        return () -> {
            lock.acquire();
            try {
                for (Exclusive section : sections) {
                    section.visit(client);
                }
            } finally {
                lock.release();
            }
            return true;
        };
    }

    private static void assertExcludes(
            Cluster cluster,
            String section,
            Function<CuratorFramework, InterProcessLock> lock,
            CuratorFramework... clients)
            throws Exception {
        Exclusive exclusive = new Exclusive(section, 1);
        List<Workers.Step> steps = Stream.of(clients)
                .map(client -> locked(client, lock.apply(client), exclusive))
                .toList();
        try (Workers workers = Workers.of(steps)) {
            LeaderLoss.inTheMiddleOf(cluster, workers::steps, STEPS);
            workers.stop();
        }
        exclusive.assertNoVisitIsLost(clients[0]);
    }

    @Test
    void mutexHasOneHolder(Cluster cluster, CuratorFramework one, CuratorFramework two, CuratorFramework three)
            throws Exception {
        assertExcludes(cluster, "/mutexed", client -> new InterProcessMutex(client, "/mutex"), one, two, three);
    }

    @Test
    void semaphoreMutexHasOneHolder(Cluster cluster, CuratorFramework one, CuratorFramework two, CuratorFramework three)
            throws Exception {
        assertExcludes(
                cluster,
                "/semaphore-mutexed",
                client -> new InterProcessSemaphoreMutex(client, "/semaphore-mutex"),
                one,
                two,
                three);
    }

    @Test
    void writerIsAloneAndReadersAreNot(
            Cluster cluster, CuratorFramework one, CuratorFramework two, CuratorFramework three) throws Exception {
        Exclusive writers = new Exclusive("/written", 1);
        Exclusive readers = new Exclusive("/read", 2);
        InterProcessReadWriteLock first = new InterProcessReadWriteLock(one, "/read-write");
        InterProcessReadWriteLock second = new InterProcessReadWriteLock(two, "/read-write");
        InterProcessReadWriteLock third = new InterProcessReadWriteLock(three, "/read-write");
        try (Workers workers = Workers.of(List.of(
                locked(one, first.writeLock(), writers),
                reading(two, second, writers, readers),
                reading(three, third, writers, readers)))) {
            LeaderLoss.inTheMiddleOf(cluster, workers::steps, STEPS);
            cluster.await().until("two have read together", () -> workers.steps() > 0 && readers.most() == 2);
            workers.stop();
        }
        writers.assertNoVisitIsLost(one);
    }

    private static Workers.Step reading(
            CuratorFramework client, InterProcessReadWriteLock lock, Exclusive writers, Exclusive readers) {
        return () -> {
            lock.readLock().acquire();
            try {
                readers.enter();
                readers.stayForCompany();
                assertThat(writers.isEmpty())
                        .as("nobody writes where one reads")
                        .isTrue();
                client.checkExists().forPath("/");
                assertThat(writers.isEmpty())
                        .as("nobody writes where one reads")
                        .isTrue();
                readers.leave();
            } finally {
                lock.readLock().release();
            }
            return true;
        };
    }

    @Test
    void multiLockExcludesEachOfItsLocks(
            Cluster cluster, CuratorFramework one, CuratorFramework two, CuratorFramework three) throws Exception {
        Exclusive left = new Exclusive("/left", 1);
        Exclusive right = new Exclusive("/right", 1);
        List<String> both = List.of("/lock-left", "/lock-right");
        try (Workers workers = Workers.of(List.of(
                locked(one, new InterProcessMultiLock(one, both), left, right),
                locked(two, new InterProcessMutex(two, "/lock-left"), left),
                locked(three, new InterProcessMutex(three, "/lock-right"), right)))) {
            LeaderLoss.inTheMiddleOf(cluster, workers::steps, STEPS);
            workers.stop();
        }
        left.assertNoVisitIsLost(one);
        right.assertNoVisitIsLost(one);
    }

    @Test
    void semaphoreHasNoMoreHoldersThanLeases(
            Cluster cluster, CuratorFramework one, CuratorFramework two, CuratorFramework three) throws Exception {
        assertTwoAtATime(
                cluster, client -> new InterProcessSemaphoreV2(client, "/semaphore", 2)::acquire, one, two, three);
    }

    @Test
    void semaphoreWhoseLimitIsShared(
            Cluster cluster, CuratorFramework one, CuratorFramework two, CuratorFramework three) throws Exception {
        SharedCount limit = new SharedCount(one, "/semaphore-limit", 1);
        limit.start();
        limit.setCount(2);
        assertTwoAtATime(
                cluster,
                client -> new InterProcessSemaphoreV2(client, "/semaphore-shared", limit)::acquire,
                one,
                two,
                three);
        limit.close();
    }

    @Test
    @SuppressWarnings("deprecation") // it is still what some applications use
    void olderSemaphoreHasNoMoreHoldersThanLeases(
            Cluster cluster, CuratorFramework one, CuratorFramework two, CuratorFramework three) throws Exception {
        assertTwoAtATime(
                cluster, client -> new InterProcessSemaphore(client, "/semaphore-older", 2)::acquire, one, two, three);
    }

    private static void assertTwoAtATime(
            Cluster cluster, Function<CuratorFramework, Leases> semaphore, CuratorFramework... clients)
            throws Exception {
        Exclusive pair = new Exclusive("/pair", 2);
        List<Workers.Step> steps = Stream.of(clients)
                .map(client -> leasing(client, semaphore.apply(client), pair))
                .toList();
        try (Workers workers = Workers.of(steps)) {
            LeaderLoss.inTheMiddleOf(cluster, workers::steps, STEPS);
            cluster.await().until("two leases were out together", () -> workers.steps() > 0 && pair.most() == 2);
            workers.stop();
        }
        Leases free = semaphore.apply(clients[0]);
        assertThat(free.acquire(20, TimeUnit.SECONDS)).as("the first lease").isNotNull();
        assertThat(free.acquire(20, TimeUnit.SECONDS)).as("the second lease").isNotNull();
    }

    private static Workers.Step leasing(CuratorFramework client, Leases leases, Exclusive section) {
        return () -> {
            Lease lease = leases.acquire(20, TimeUnit.SECONDS);
            assertThat(lease).as("a lease, in time").isNotNull();
            try {
                section.enter();
                section.stayForCompany();
                client.checkExists().forPath("/");
                section.leave();
            } finally {
                lease.close();
            }
            return true;
        };
    }

    /** A semaphore, of whichever class. */
    private interface Leases {

        /** Null where there is none in time. */
        @Nullable
        Lease acquire(long time, TimeUnit unit) throws Exception;
    }

    @Test
    void holderIsAskedToGiveItsMutexUp(Cluster cluster, CuratorFramework one, CuratorFramework two) throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        InterProcessMutex held = new InterProcessMutex(one, "/revocable");
        held.makeRevocable(mutex -> asked.countDown());
        held.acquire();
        InterProcessMutex wanted = new InterProcessMutex(two, "/revocable");

        LeaderLoss.survivedBy(cluster, one, two);

        assertThat(wanted.acquire(100, TimeUnit.MILLISECONDS)).isFalse();
        assertThat(asked.getCount()).as("nobody has asked yet").isOne();
        Revoker.attemptRevoke(two, wanted.getParticipantNodes().iterator().next());
        assertThat(asked.await(20, TimeUnit.SECONDS)).as("the holder was asked").isTrue();
        held.release();
        assertThat(wanted.acquire(20, TimeUnit.SECONDS)).isTrue();
        wanted.release();
    }
}
