package io.embeddedcluster.junit5.curator;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.embeddedcluster.Cluster;
import io.embeddedcluster.junit5.EmbeddedCluster;
import io.embeddedcluster.junit5.curator.fixture.LeaderLoss;
import io.embeddedcluster.junit5.curator.fixture.Workers;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.curator.RetryPolicy;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.recipes.atomic.AtomicValue;
import org.apache.curator.framework.recipes.atomic.CachedAtomicLong;
import org.apache.curator.framework.recipes.atomic.DistributedAtomicInteger;
import org.apache.curator.framework.recipes.atomic.DistributedAtomicLong;
import org.apache.curator.framework.recipes.atomic.DistributedAtomicValue;
import org.apache.curator.framework.recipes.atomic.PromotedToLock;
import org.apache.curator.framework.recipes.shared.SharedCount;
import org.apache.curator.framework.recipes.shared.VersionedValue;
import org.apache.curator.retry.RetryNTimes;
import org.junit.jupiter.api.Test;

/**
 * No counted number is given to two, and none is lost, while the quorum leader is killed.
 *
 * <p>Where the connection is lost before the answer, Curator asks again, and what it added before stays added: so the last
 * number may be higher than the count of successes, but never lower.
 */
@EmbeddedCluster(brokers = 0, quorum = 3)
class CounterRecipesTest {

    private static final int STEPS = 20;

    private static final RetryPolicy RETRIES = new RetryNTimes(100, 10);

    /** The numbers that were given, each of which must be given once. */
    private static final class Given {

        private final Set<Long> numbers = new ConcurrentSkipListSet<>();

        boolean take(AtomicValue<? extends Number> value) {
            if (!value.succeeded()) {
                return false;
            }
            take(value.postValue().longValue());
            return true;
        }

        void take(long number) {
            assertThat(numbers.add(number)).as("%d is given once", number).isTrue();
        }

        void assertNoneIsAbove(long last) {
            assertThat(numbers).hasSizeLessThanOrEqualTo(Math.toIntExact(last)).allMatch(number -> number <= last);
        }
    }

    private static void loseLeader(Cluster cluster, Stream<Workers.Step> steps) throws InterruptedException {
        try (Workers workers = Workers.of(steps.toList())) {
            LeaderLoss.inTheMiddleOf(cluster, workers::steps, STEPS);
            workers.stop();
        }
    }

    @Test
    void atomicLongGivesEachNumberOnce(
            Cluster cluster, CuratorFramework one, CuratorFramework two, CuratorFramework three) throws Exception {
        Given given = new Given();
        loseLeader(cluster, Stream.of(one, two, three).map(client -> {
            DistributedAtomicLong counter = new DistributedAtomicLong(client, "/long", RETRIES);
            return () -> given.take(counter.increment());
        }));
        one.sync().forPath("/long");
        given.assertNoneIsAbove(
                new DistributedAtomicLong(one, "/long", RETRIES).get().postValue());
    }

    @Test
    void atomicIntegerWithALockGivesEachNumberOnce(
            Cluster cluster, CuratorFramework one, CuratorFramework two, CuratorFramework three) throws Exception {
        Given given = new Given();
        loseLeader(cluster, Stream.of(one, two, three).map(client -> {
            PromotedToLock lock = PromotedToLock.builder()
                    .lockPath("/integer-lock")
                    .retryPolicy(RETRIES)
                    .timeout(20, TimeUnit.SECONDS)
                    .build();
            // No optimistic attempt: every number is taken under the lock.
            DistributedAtomicInteger counter =
                    new DistributedAtomicInteger(client, "/integer", new RetryNTimes(0, 0), lock);
            return () -> given.take(counter.increment());
        }));
        one.sync().forPath("/integer");
        given.assertNoneIsAbove(
                new DistributedAtomicInteger(one, "/integer", RETRIES).get().postValue());
    }

    @Test
    void cachedAtomicLongGivesEachNumberOnce(Cluster cluster, CuratorFramework one, CuratorFramework two)
            throws Exception {
        Given given = new Given();
        loseLeader(cluster, Stream.of(one, two).map(client -> {
            CachedAtomicLong counter = new CachedAtomicLong(new DistributedAtomicLong(client, "/cached", RETRIES), 5);
            return () -> given.take(counter.next());
        }));
        assertThat(given.numbers).hasSizeGreaterThanOrEqualTo(3 * STEPS);
    }

    @Test
    void atomicValueIsReplacedByOneOnly(
            Cluster cluster, CuratorFramework one, CuratorFramework two, CuratorFramework three) throws Exception {
        Given given = new Given();
        assertThat(new DistributedAtomicValue(one, "/value", RETRIES).initialize(bytes(0)))
                .isTrue();
        // To a server that lags there is no value yet.
        two.sync().forPath("/value");
        three.sync().forPath("/value");
        loseLeader(cluster, Stream.of(one, two, three).map(client -> {
            DistributedAtomicValue value = new DistributedAtomicValue(client, "/value", RETRIES);
            return () -> {
                long present = number(value.get().postValue());
                AtomicValue<byte[]> replaced = value.compareAndSet(bytes(present), bytes(present + 1));
                if (replaced.succeeded()) {
                    given.take(present + 1);
                }
                return replaced.succeeded();
            };
        }));
        one.sync().forPath("/value");
        given.assertNoneIsAbove(
                number(new DistributedAtomicValue(one, "/value", RETRIES).get().postValue()));
    }

    @Test
    void sharedCountIsSetByOneOnlyAndSeenByAll(
            Cluster cluster, CuratorFramework one, CuratorFramework two, CuratorFramework three) throws Exception {
        Given given = new Given();
        List<SharedCount> counts = Stream.of(one, two, three)
                .map(client -> new SharedCount(client, "/shared", 0))
                .toList();
        for (SharedCount count : counts) {
            count.start();
        }
        loseLeader(cluster, counts.stream().map(count -> () -> {
            VersionedValue<Integer> present = count.getVersionedValue();
            boolean set = count.trySetCount(present, present.getValue() + 1);
            if (set) {
                given.take(present.getValue() + 1);
            }
            return set;
        }));
        one.sync().forPath("/shared");
        int last = ByteBuffer.wrap(one.getData().forPath("/shared")).getInt();
        cluster.await()
                .until("all see the last count", () -> counts.stream().allMatch(count -> count.getCount() == last));
        given.assertNoneIsAbove(last);
        for (SharedCount count : counts) {
            count.close();
        }
    }

    private static byte[] bytes(long number) {
        return Long.toString(number).getBytes(UTF_8);
    }

    private static long number(byte[] bytes) {
        return Long.parseLong(new String(bytes, UTF_8));
    }
}
