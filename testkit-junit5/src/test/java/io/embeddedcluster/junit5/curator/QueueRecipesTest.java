package io.embeddedcluster.junit5.curator;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.embeddedcluster.Cluster;
import io.embeddedcluster.junit5.EmbeddedCluster;
import io.embeddedcluster.junit5.curator.fixture.LeaderLoss;
import io.embeddedcluster.junit5.curator.fixture.Workers;
import java.io.Closeable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.recipes.queue.DistributedDelayQueue;
import org.apache.curator.framework.recipes.queue.DistributedIdQueue;
import org.apache.curator.framework.recipes.queue.DistributedPriorityQueue;
import org.apache.curator.framework.recipes.queue.DistributedQueue;
import org.apache.curator.framework.recipes.queue.QueueBase;
import org.apache.curator.framework.recipes.queue.QueueBuilder;
import org.apache.curator.framework.recipes.queue.QueueConsumer;
import org.apache.curator.framework.recipes.queue.QueueSerializer;
import org.apache.curator.framework.recipes.queue.QueueSharder;
import org.apache.curator.framework.recipes.queue.QueueSharderPolicies;
import org.apache.curator.framework.recipes.queue.SimpleDistributedQueue;
import org.apache.curator.framework.state.ConnectionState;
import org.junit.jupiter.api.Test;

/**
 * No item that was put is lost while the quorum leader is killed. Queues with a lock deliver at least once: an item whose
 * deletion had no answer comes again.
 */
@EmbeddedCluster(brokers = 0, quorum = 3)
@SuppressWarnings("deprecation") // they are still what many applications use
class QueueRecipesTest {

    private static final int ITEMS = 15;

    private static final class Text implements QueueSerializer<String> {

        @Override
        public byte[] serialize(String item) {
            return item.getBytes(UTF_8);
        }

        @Override
        public String deserialize(byte[] bytes) {
            return new String(bytes, UTF_8);
        }
    }

    /** Keeps what it is given. */
    private static class Consumed implements QueueConsumer<String> {

        final Queue<String> items = new ConcurrentLinkedQueue<>();

        @Override
        public void consumeMessage(String item) {
            items.add(item);
        }

        @Override
        public void stateChanged(CuratorFramework client, ConnectionState state) {}

        boolean contains(Collection<String> wanted) {
            return new TreeSet<>(items).containsAll(wanted);
        }
    }

    private static QueueBuilder<String> queue(CuratorFramework client, Consumed consumed, String path) {
        return QueueBuilder.builder(client, consumed, new Text(), path)
                .lockPath(path + "-locks")
                .putInBackground(false);
    }

    private interface Put {
        void put(String item) throws Exception;
    }

    /**
     * Puts, and kills the leader meanwhile, and waits until all that was put is consumed.
     *
     * <p>Where the answer to the creation of a lock was lost, Curator takes its own lock for another consumer's, and leaves
     * that item alone while its session lives. So the session ends, and another consumer takes over.
     */
    private static void assertNothingIsLost(
            Cluster cluster, Consumed consumed, Put put, CuratorFramework consumer, QueueBase<String> successor)
            throws Exception {
        Set<String> acknowledged = acknowledged(cluster, put);
        cluster.session(consumer.getZookeeperClient().getZooKeeper().getSessionId())
                .expire();
        try (successor) {
            successor.start();
            cluster.await().until("all that was put is consumed", () -> consumed.contains(acknowledged));
        }
    }

    /** Puts, and kills the leader meanwhile; returns what was put for sure. */
    private static Set<String> acknowledged(Cluster cluster, Put put) throws Exception {
        Set<String> acknowledged = new ConcurrentSkipListSet<>();
        AtomicInteger next = new AtomicInteger();
        try (Workers workers = Workers.of(List.of(() -> {
            String item = String.format("item-%04d", next.incrementAndGet());
            put.put(item);
            return acknowledged.add(item);
        }))) {
            LeaderLoss.inTheMiddleOf(cluster, workers::steps, ITEMS);
            workers.stop();
        }
        return acknowledged;
    }

    private static void close(Closeable... queues) throws Exception {
        for (Closeable queue : queues) {
            queue.close();
        }
    }

    @Test
    void queueLosesNothing(Cluster cluster, CuratorFramework producer, CuratorFramework consumer) throws Exception {
        Consumed consumed = new Consumed();
        DistributedQueue<String> in = queue(producer, null, "/queue").buildQueue();
        DistributedQueue<String> out = queue(consumer, consumed, "/queue").buildQueue();
        start(in, out);
        assertNothingIsLost(
                cluster,
                consumed,
                in::put,
                consumer,
                queue(producer, consumed, "/queue").buildQueue());
        close(in, out);
    }

    private static void start(QueueBase<?>... queues) throws Exception {
        for (QueueBase<?> queue : queues) {
            queue.start();
        }
    }

    @Test
    void idQueueLosesNothing(Cluster cluster, CuratorFramework producer, CuratorFramework consumer) throws Exception {
        Consumed consumed = new Consumed();
        DistributedIdQueue<String> in = queue(producer, null, "/id-queue").buildIdQueue();
        DistributedIdQueue<String> out = queue(consumer, consumed, "/id-queue").buildIdQueue();
        start(in, out);
        assertNothingIsLost(
                cluster,
                consumed,
                item -> in.put(item, "id-" + item),
                consumer,
                queue(producer, consumed, "/id-queue").buildIdQueue());
        close(in, out);
    }

    @Test
    void priorityQueueLosesNothingAndKeepsTheOrder(
            Cluster cluster, CuratorFramework producer, CuratorFramework consumer) throws Exception {
        Consumed consumed = new Consumed();
        DistributedPriorityQueue<String> in =
                queue(producer, null, "/priority-queue").buildPriorityQueue(0);
        DistributedPriorityQueue<String> out =
                queue(consumer, consumed, "/priority-queue").buildPriorityQueue(0);
        start(in);
        List<String> inOrder = new ArrayList<>();
        for (int priority = ITEMS; priority > 0; priority--) {
            inOrder.add(0, String.format("early-%04d", priority));
            in.put(inOrder.get(0), priority);
        }
        start(out);
        cluster.await().until("those are consumed", () -> consumed.items.size() == ITEMS);
        assertThat(consumed.items).containsExactlyElementsOf(inOrder);
        assertNothingIsLost(
                cluster,
                consumed,
                item -> in.put(item, 1),
                consumer,
                queue(producer, consumed, "/priority-queue").buildPriorityQueue(0));
        close(in, out);
    }

    @Test
    void delayQueueLosesNothingAndGivesNothingTooSoon(
            Cluster cluster, CuratorFramework producer, CuratorFramework consumer) throws Exception {
        List<String> tooSoon = new CopyOnWriteArrayList<>();
        Consumed consumed = new Consumed() {
            @Override
            public void consumeMessage(String item) {
                int at = item.indexOf('@');
                if (System.currentTimeMillis() < Long.parseLong(item.substring(at + 1))) {
                    tooSoon.add(item);
                }
                super.consumeMessage(item.substring(0, at));
            }
        };
        DistributedDelayQueue<String> in = queue(producer, null, "/delay-queue").buildDelayQueue();
        DistributedDelayQueue<String> out =
                queue(consumer, consumed, "/delay-queue").buildDelayQueue();
        start(in, out);
        Put put = item -> {
            long due = System.currentTimeMillis() + 100;
            in.put(item + "@" + due, due);
        };
        assertNothingIsLost(
                cluster,
                consumed,
                put,
                consumer,
                queue(producer, consumed, "/delay-queue").buildDelayQueue());
        assertThat(tooSoon).isEmpty();
        close(in, out);
    }

    /**
     * What is put goes into several queues, and those who consume find all of them. They are there before: Curator would
     * make a queue when others are long, but always takes them for empty.
     */
    @Test
    void shardsLoseNothing(Cluster cluster, CuratorFramework producer, CuratorFramework consumer) throws Exception {
        for (String shard : List.of("queue-one", "queue-two", "queue-three")) {
            producer.create().creatingParentsIfNeeded().forPath("/shards/" + shard);
        }
        Consumed consumed = new Consumed();
        try (QueueSharder<String, DistributedQueue<String>> in = sharder(producer, null);
                QueueSharder<String, DistributedQueue<String>> out = sharder(consumer, consumed);
                QueueSharder<String, DistributedQueue<String>> successor = sharder(producer, consumed)) {
            in.start();
            out.start();
            Set<String> acknowledged =
                    acknowledged(cluster, item -> in.getQueue().put(item));
            cluster.session(consumer.getZookeeperClient().getZooKeeper().getSessionId())
                    .expire();
            successor.start();
            cluster.await().until("all that was put is consumed", () -> consumed.contains(acknowledged));
            assertThat(in.getQueuePaths()).hasSize(3);
        }
    }

    private static QueueSharder<String, DistributedQueue<String>> sharder(CuratorFramework client, Consumed consumed) {
        return new QueueSharder<>(
                client,
                (same, path) -> queue(same, consumed, path)
                        .lockPath("/shards-locks" + path)
                        .buildQueue(),
                "/shards",
                "/shards-leader",
                QueueSharderPolicies.builder().build());
    }

    /**
     * This one has no lock: whoever deleted an item has it. Where the connection is lost before the answer, nobody may have
     * it, or a second copy may have been put: once for each client and each loss.
     */
    @Test
    void simpleQueueGivesEachItemToOne(
            Cluster cluster, CuratorFramework producer, CuratorFramework one, CuratorFramework two) throws Exception {
        SimpleDistributedQueue in = new SimpleDistributedQueue(producer, "/simple-queue");
        Set<String> offered = new TreeSet<>();
        for (int i = 0; i < 400; i++) {
            String item = String.format("item-%04d", i);
            assertThat(in.offer(item.getBytes(UTF_8))).isTrue();
            offered.add(item);
        }
        Set<String> taken = new ConcurrentSkipListSet<>();
        try (Workers workers = Workers.of(List.of(taking(one, taken), taking(two, taken)))) {
            LeaderLoss.inTheMiddleOf(cluster, workers::steps, ITEMS);
            cluster.await().until("the queue is empty", () -> isEmpty(producer, "/simple-queue", workers));
            workers.stop();
        }
        assertThat(offered).containsAll(taken);
        assertThat(offered.size() - taken.size()).as("items that nobody got").isBetween(0, 2);
    }

    private static boolean isEmpty(CuratorFramework client, String path, Workers workers) {
        try {
            return workers.steps() > 0 && client.getChildren().forPath(path).isEmpty();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static Workers.Step taking(CuratorFramework client, Set<String> taken) {
        SimpleDistributedQueue queue = new SimpleDistributedQueue(client, "/simple-queue");
        return () -> {
            byte[] item = queue.poll(100, TimeUnit.MILLISECONDS);
            if (item == null) {
                return false;
            }
            String text = new String(item, UTF_8);
            assertThat(taken.add(text)).as("%s is taken once", text).isTrue();
            return true;
        };
    }
}
