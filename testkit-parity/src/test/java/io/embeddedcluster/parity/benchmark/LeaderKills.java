package io.embeddedcluster.parity.benchmark;

import io.embeddedcluster.parity.fixture.FourLetters;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.Watcher;
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.ZooKeeper;
import org.awaitility.Awaitility;

/**
 * How long an ensemble is without service after its leader was killed: until another says that it leads, and until a client
 * has a create acknowledged. The client was connected to a follower; by itself it waits up to a second, drawn at random,
 * before it connects again.
 */
final class LeaderKills {

    private static final int KILLS = 9;

    private final Ensemble ensemble;
    private final List<String> addresses;
    private final double[] untilLeader = new double[KILLS];
    private final double[] untilCreate = new double[KILLS];

    private LeaderKills(Ensemble ensemble) {
        this.ensemble = ensemble;
        this.addresses = Arrays.asList(ensemble.connectString().split(",", -1));
    }

    /** Prints it of both ensembles, which take turns. */
    static void print() throws Exception {
        LeaderKills ours = new LeaderKills(Ensemble.ours());
        LeaderKills real = new LeaderKills(Ensemble.real());
        for (int i = 0; i < KILLS; i++) {
            ours.kill(i);
            real.kill(i);
        }
        ours.ensemble.close();
        real.ensemble.close();
        System.out.printf(Locale.ROOT, "%n%-40s %8s %8s %8s%n", "kill of the leader, ms until", "min", "median", "max");
        print("ours: another leads", ours.untilLeader);
        print("real: another leads", real.untilLeader);
        print("ours: a create is acknowledged", ours.untilCreate);
        print("real: a create is acknowledged", real.untilCreate);
    }

    private void kill(int round) throws Exception {
        String leader = awaitLeader(addresses);
        List<String> others = new ArrayList<>(addresses);
        others.remove(leader);
        ZooKeeper client = connect(String.join(",", others));
        long begin = System.nanoTime();
        ensemble.kill(addresses.indexOf(leader));
        awaitLeader(others);
        untilLeader[round] = millisSince(begin);
        create(client);
        untilCreate[round] = millisSince(begin);
        client.close();
        ensemble.restart(addresses.indexOf(leader));
        await(
                "the killed server follows",
                () -> FourLetters.mode(leader).filter("follower"::equals).isPresent());
    }

    private static String awaitLeader(List<String> among) {
        List<String> found = new ArrayList<>();
        await("one of " + among + " leads", () -> {
            among.stream()
                    .filter(address ->
                            FourLetters.mode(address).filter("leader"::equals).isPresent())
                    .forEach(found::add);
            return !found.isEmpty();
        });
        return found.get(0);
    }

    private static void await(String what, Callable<Boolean> condition) {
        Awaitility.await(what)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(1))
                .atMost(Duration.ofMinutes(1))
                .until(condition);
    }

    private static ZooKeeper connect(String connectString) throws Exception {
        CountDownLatch connected = new CountDownLatch(1);
        ZooKeeper client = new ZooKeeper(connectString, 30_000, event -> {
            if (event.getState() == Watcher.Event.KeeperState.SyncConnected) {
                connected.countDown();
            }
        });
        if (!connected.await(60, TimeUnit.SECONDS)) {
            throw new IllegalStateException("the client did not connect to " + connectString);
        }
        return client;
    }

    private static void create(ZooKeeper client) throws KeeperException, InterruptedException {
        while (true) {
            try {
                client.create("/kill-", new byte[0], ZooDefs.Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT_SEQUENTIAL);
                return;
            } catch (KeeperException.ConnectionLossException again) {
                // As an application does. What became of that create does not matter here.
            }
        }
    }

    private static double millisSince(long nanos) {
        return (System.nanoTime() - nanos) / (double) TimeUnit.MILLISECONDS.toNanos(1);
    }

    private static void print(String what, double[] millis) {
        double[] sorted = millis.clone();
        Arrays.sort(sorted);
        System.out.printf(
                Locale.ROOT,
                "%-40s %8.1f %8.1f %8.1f%n",
                what,
                sorted[0],
                sorted[sorted.length / 2],
                sorted[sorted.length - 1]);
    }
}
