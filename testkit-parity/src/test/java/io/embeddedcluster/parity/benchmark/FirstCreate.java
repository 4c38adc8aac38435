package io.embeddedcluster.parity.benchmark;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.Watcher;
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.ZooKeeper;

/**
 * Starts three servers, connects a client, creates a znode, and prints when each was done: a program for a JVM that has done
 * nothing before. {@link FreshJvms} runs it.
 */
final class FirstCreate {

    /** The argument for our servers. */
    static final String OURS = "ours";

    /** The argument for real servers; any other is the connect string of servers that are there already. */
    static final String REAL = "real";

    private final List<Long> numbers = new ArrayList<>();

    private FirstCreate() {}

    /** Prints, in one line, four moments in milliseconds since 1970, and how long the processors worked by then. */
    public static void main(String[] arguments) throws Exception {
        FirstCreate program = new FirstCreate();
        program.run(arguments[0]);
        System.out.println(
                String.join(" ", program.numbers.stream().map(String::valueOf).toList()));
        // Servers and client end with this.
        System.exit(0);
    }

    private void run(String servers) throws Exception {
        now();
        String connectString = switch (servers) {
            case OURS -> Ensemble.ours().connectString();
            case REAL -> Ensemble.real().connectString();
            default -> servers;
        };
        now();
        CountDownLatch connected = new CountDownLatch(1);
        ZooKeeper client = new ZooKeeper(connectString, 30_000, event -> {
            if (event.getState() == Watcher.Event.KeeperState.SyncConnected) {
                connected.countDown();
            }
        });
        if (!connected.await(60, TimeUnit.SECONDS)) {
            throw new IllegalStateException("the client did not connect to " + connectString);
        }
        now();
        client.create("/first-", new byte[100], ZooDefs.Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT_SEQUENTIAL);
        now();
        OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        numbers.add(TimeUnit.NANOSECONDS.toMillis(system.getProcessCpuTime()));
    }

    private void now() {
        numbers.add(System.currentTimeMillis());
    }
}
