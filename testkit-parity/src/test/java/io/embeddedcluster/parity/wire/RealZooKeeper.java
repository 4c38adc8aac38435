package io.embeddedcluster.parity.wire;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntSupplier;
import java.util.stream.Stream;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.server.DataTree;
import org.apache.zookeeper.server.ServerCnxnFactory;
import org.apache.zookeeper.server.ZooKeeperServer;
import org.apache.zookeeper.server.persistence.FileTxnSnapLog;

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

    /**
     * Starts on a free port. Nothing here looks after containers.
     *
     * @param childCreations how many children a znode {@code /seq} shall have had; 0 for no such znode
     */
    public RealZooKeeper(int childCreations) throws Exception {
        directory = Files.createTempDirectory("parity");
        if (childCreations != 0) {
            prepare(childCreations);
        }
        ZooKeeperServer server = new ZooKeeperServer(directory.toFile(), directory.toFile(), TICK_MILLIS);
        server.setMinSessionTimeout(1_000);
        server.setMaxSessionTimeout(120_000);
        connections = ServerCnxnFactory.createFactory(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        connections.startup(server);
    }

    /** Leaves a snapshot, as a server would that has run for long. */
    private void prepare(int childCreations) throws IOException, KeeperException {
        DataTree tree = new DataTree();
        tree.createNode("/seq", new byte[0], ZooDefs.Ids.OPEN_ACL_UNSAFE, 0, -1, 1, System.currentTimeMillis());
        tree.getNode("/seq").stat.setCversion(childCreations);
        tree.lastProcessedZxid = 1;
        FileTxnSnapLog files = new FileTxnSnapLog(directory.toFile(), directory.toFile());
        files.save(tree, new ConcurrentHashMap<>(), true);
        files.close();
    }

    /** {@return the port that it listens on} */
    @Override
    public int getAsInt() {
        return connections.getLocalPort();
    }

    @Override
    public void close() throws IOException {
        connections.shutdown();
        try (Stream<Path> files = Files.walk(directory)) {
            List<Path> deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
            for (Path file : deepestFirst) {
                Files.delete(file);
            }
        }
    }
}
