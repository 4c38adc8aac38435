package io.embeddedcluster.parity.wire;

import java.io.Closeable;
import java.io.IOException;
import java.lang.reflect.Field;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.function.IntSupplier;
import java.util.stream.Stream;
import org.apache.zookeeper.server.ContainerManager;
import org.apache.zookeeper.server.RequestProcessor;
import org.apache.zookeeper.server.ServerCnxnFactory;
import org.apache.zookeeper.server.ZooKeeperServer;

/**
 * One real server, alone, in this JVM.
 *
 * <p>Loaded by {@link RealServer} in a class loader of its own, since ZooKeeper keeps many of its settings in statics; so
 * only types of the JDK cross its border.
 */
public final class RealZooKeeper implements IntSupplier, Closeable {

    private static final int TICK_MILLIS = 500;

    private final Path directory;
    private final ServerCnxnFactory connections;
    private ContainerManager containers;

    /** Starts on a free port; looks after containers in that interval, or, where it is 0, not at all. */
    public RealZooKeeper(Integer containerCheckMillis) throws Exception {
        directory = Files.createTempDirectory("parity");
        ZooKeeperServer server = new ZooKeeperServer(directory.toFile(), directory.toFile(), TICK_MILLIS);
        server.setMinSessionTimeout(1_000);
        server.setMaxSessionTimeout(120_000);
        connections = ServerCnxnFactory.createFactory(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        connections.startup(server);
        if (containerCheckMillis > 0) {
            Field first = ZooKeeperServer.class.getDeclaredField("firstProcessor");
            first.setAccessible(true);
            RequestProcessor processor = (RequestProcessor) first.get(server);
            containers = new ContainerManager(
                    server.getZKDatabase(),
                    processor,
                    containerCheckMillis,
                    10_000,
                    Long.getLong("zookeeper.znode.container.maxNeverUsedIntervalMs", 0));
            containers.start();
        }
    }

    /** {@return the port that it listens on} */
    @Override
    public int getAsInt() {
        return connections.getLocalPort();
    }

    @Override
    public void close() throws IOException {
        if (containers != null) {
            containers.stop();
        }
        connections.shutdown();
        try (Stream<Path> files = Files.walk(directory)) {
            List<Path> deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
            for (Path file : deepestFirst) {
                Files.delete(file);
            }
        }
    }
}
