package io.embeddedcluster.internal.launcher.demo;

import io.embeddedcluster.Broker;
import io.embeddedcluster.Cluster;
import io.embeddedcluster.PartitionView;
import io.embeddedcluster.QuorumNode;
import io.embeddedcluster.TestkitException;
import io.embeddedcluster.TopicSpec;
import io.embeddedcluster.TopicView;
import io.embeddedcluster.check.CheckFailedError;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * Three brokers and three quorum nodes at default settings; Kafka's producer and consumer under load; leaders killed and
 * restarted in turn; at last the leader of the quorum killed.
 */
final class Demo {

    static final int MAX_KILLS = 1_000;

    private static final String TOPIC = "demo";
    private static final int PARTITIONS = 6;
    private static final int NODES = 3;

    /** How long the load goes on undisturbed before each kill, and without the victim after it. */
    private static final Duration CALM = Duration.ofMillis(300);

    /** How long the threads may take to end; the producer waits up to 30 s for its last acknowledgements. */
    private static final Duration END_TIMEOUT = Duration.ofSeconds(60);

    private final int kills;
    private final long seed;
    private final PrintWriter out;
    private final Ledger ledger = new Ledger(PARTITIONS);
    private final FailoverTimer timer = new FailoverTimer();
    private final long beginNanos = System.nanoTime();

    Demo(int kills, long seed, PrintWriter out) {
        this.kills = kills;
        this.seed = seed;
        this.out = out;
    }

    DemoReport run() throws Exception {
        TopicSpec topic = TopicSpec.of(TOPIC, PARTITIONS, NODES).withConfig("min.insync.replicas", "2");
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try (Cluster cluster = Cluster.builder()
                .brokers(NODES)
                .quorum(NODES)
                .topic(topic)
                .seed(seed)
                .start()) {
            progress("3 brokers and 3 quorum nodes started, seed " + cluster.seed());
            return underLoad(cluster, threads);
        } finally {
            threads.shutdownNow();
        }
    }

    private DemoReport underLoad(Cluster cluster, ExecutorService threads) throws Exception {
        LoadProducer producer = new LoadProducer(TOPIC, cluster.clientProperties(), ledger, timer);
        LoadReader reader = new LoadReader(TOPIC, cluster.clientProperties(), ledger);
        Future<?> producing = threads.submit(producer);
        Future<?> reading = threads.submit(reader);
        try {
            List<Failover> failovers = new ArrayList<>();
            for (int kill = 0; kill < kills; kill++) {
                failovers.add(killLeader(cluster, cluster.broker(kill % NODES + 1)));
            }
            String quorumFailover = killQuorumLeader(cluster);
            producer.stop();
            producing.get(END_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
            awaitRead(cluster);
            reader.stop();
            reading.get(END_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
            return report(cluster, failovers, quorumFailover);
        } finally {
            producer.stop();
            reader.stop();
        }
    }

    private Failover killLeader(Cluster cluster, Broker victim) throws InterruptedException {
        cluster.await().topic(TOPIC).matches("is led as preferred, all replicas in sync", Demo::isSettled);
        TimeUnit.MILLISECONDS.sleep(CALM.toMillis());
        Set<Integer> led = partitionsLedBy(victim, cluster.topic(TOPIC));
        long killBeginNanos = System.nanoTime();
        victim.kill();
        timer.killed(led, killBeginNanos, System.nanoTime());
        progress(victim + " killed; it led partitions " + led);
        cluster.await().until("each of partitions " + led + " acknowledges again", timer::isComplete);
        progress("each acknowledges again");
        TimeUnit.MILLISECONDS.sleep(CALM.toMillis());
        victim.start();
        progress(victim + " started again");
        return new Failover(victim.name(), timer.measured());
    }

    private static boolean isSettled(TopicView topic) {
        return topic.partitions().stream()
                .allMatch(partition -> partition.isr().size() == NODES
                        && partition.leader().isPresent()
                        && partition.leader().getAsInt()
                                == partition.replicas().get(0).broker());
    }

    private static Set<Integer> partitionsLedBy(Broker broker, TopicView topic) {
        return topic.partitions().stream()
                .filter(partition ->
                        partition.leader().isPresent() && partition.leader().getAsInt() == broker.id())
                .map(PartitionView::partition)
                .collect(Collectors.toSet());
    }

    private String killQuorumLeader(Cluster cluster) throws InterruptedException {
        cluster.await().topic(TOPIC).matches("is led as preferred, all replicas in sync", Demo::isSettled);
        QuorumNode victim = cluster.quorumLeader();
        long killNanos = System.nanoTime();
        victim.kill();
        progress(victim + " killed; it led the quorum");
        cluster.await().quorumLeader();
        Duration election = Duration.ofNanos(System.nanoTime() - killNanos);
        int acknowledged = ledger.counts().acknowledged();
        cluster.await().until("records are acknowledged", () -> ledger.counts().acknowledged() > acknowledged);
        String story = victim + " led the quorum and was killed: " + cluster.quorumLeader() + " led it after "
                + DemoReport.millis(election);
        TimeUnit.MILLISECONDS.sleep(CALM.toMillis());
        victim.start();
        progress(victim + " started again");
        return story;
    }

    private void awaitRead(Cluster cluster) {
        try {
            cluster.await()
                    .until(
                            "each acknowledged record was read",
                            () -> ledger.counts().missing() == 0);
        } catch (TestkitException missing) {
            progress("some acknowledged records cannot be read");
        }
    }

    private DemoReport report(Cluster cluster, List<Failover> failovers, String quorumFailover) {
        try {
            String summary = cluster.check().summary();
            return new DemoReport(ledger.counts(), failovers, quorumFailover, summary, true);
        } catch (CheckFailedError e) {
            return new DemoReport(ledger.counts(), failovers, quorumFailover, String.valueOf(e.getMessage()), false);
        }
    }

    private void progress(String event) {
        LedgerCounts counts = ledger.counts();
        double seconds = Duration.ofNanos(System.nanoTime() - beginNanos).toMillis() / 1_000.0;
        out.println(String.format(
                Locale.ROOT,
                "%6.1f s  sent %,9d  acknowledged %,9d  read %,9d  %s",
                seconds,
                counts.sent(),
                counts.acknowledged(),
                counts.read(),
                event));
        out.flush();
    }
}
