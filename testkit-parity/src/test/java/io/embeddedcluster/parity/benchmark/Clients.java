package io.embeddedcluster.parity.benchmark;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.Watcher;
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.ZooKeeper;

/** Real clients, each with a thread and a znode of its own, that wait for each answer before they ask again. */
final class Clients implements AutoCloseable {

    private static final byte[] VALUE = new byte[100];

    private final List<ZooKeeper> clients = new ArrayList<>();
    private final ExecutorService threads;
    private final String root;

    private Clients(String root, int count) {
        this.root = root;
        this.threads = Executors.newFixedThreadPool(count);
    }

    /** Connects them, and lays the znodes below {@code root} that they work on. */
    static Clients connect(String connectString, String root, int count) throws Exception {
        Clients all = new Clients(root, count);
        CountDownLatch connected = new CountDownLatch(count);
        for (int i = 0; i < count; i++) {
            all.clients.add(new ZooKeeper(connectString, 30_000, event -> {
                if (event.getState() == Watcher.Event.KeeperState.SyncConnected) {
                    connected.countDown();
                }
            }));
        }
        if (!connected.await(60, TimeUnit.SECONDS)) {
            throw new IllegalStateException(connected.getCount() + " clients did not connect to " + connectString);
        }
        create(all.clients.get(0), root);
        for (int i = 0; i < count; i++) {
            create(all.clients.get(i), root + "/" + i);
        }
        return all;
    }

    private static void create(ZooKeeper client, String path) throws KeeperException, InterruptedException {
        client.create(path, VALUE, ZooDefs.Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
    }

    /** {@return how many threads the connected clients have, each one to send and one for events} */
    int threadCount() {
        return 2 * clients.size();
    }

    /** Lets all of them do it again and again for that long. */
    Measurement run(Operation operation, long millis) throws Exception {
        List<Callable<long[]>> tasks = new ArrayList<>();
        long startNanos = System.nanoTime();
        long endNanos = startNanos + TimeUnit.MILLISECONDS.toNanos(millis);
        for (int i = 0; i < clients.size(); i++) {
            ZooKeeper client = clients.get(i);
            String path = root + "/" + i;
            tasks.add(() -> repeat(operation, client, path, endNanos));
        }
        LongStream all = LongStream.empty();
        for (Future<long[]> future : threads.invokeAll(tasks)) {
            all = LongStream.concat(all, LongStream.of(future.get()));
        }
        return new Measurement(all.toArray(), System.nanoTime() - startNanos);
    }

    private static long[] repeat(Operation operation, ZooKeeper client, String path, long endNanos) throws Exception {
        LongStream.Builder latencies = LongStream.builder();
        long before = System.nanoTime();
        while (before < endNanos) {
            operation.run(client, path);
            long after = System.nanoTime();
            latencies.add(after - before);
            before = after;
        }
        return latencies.build().toArray();
    }

    @Override
    public void close() {
        threads.shutdownNow();
        for (ZooKeeper client : clients) {
            try {
                client.close();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** What a client does. */
    enum Operation {
        CREATE {
            @Override
            void run(ZooKeeper client, String path) throws KeeperException, InterruptedException {
                client.create(path + "/n-", VALUE, ZooDefs.Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT_SEQUENTIAL);
            }
        },
        GET {
            @Override
            void run(ZooKeeper client, String path) throws KeeperException, InterruptedException {
                client.getData(path, false, null);
            }
        },
        SET {
            @Override
            void run(ZooKeeper client, String path) throws KeeperException, InterruptedException {
                client.setData(path, VALUE, -1);
            }
        };

        abstract void run(ZooKeeper client, String path) throws KeeperException, InterruptedException;
    }
}
