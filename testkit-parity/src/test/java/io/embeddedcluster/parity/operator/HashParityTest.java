package io.embeddedcluster.parity.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.embeddedcluster.Cluster;
import io.embeddedcluster.QuorumNode;
import io.embeddedcluster.parity.fixture.FourLetters;
import io.embeddedcluster.parity.fixture.RealServers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.zip.CRC32;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.Op;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.data.ACL;
import org.apache.zookeeper.data.Id;
import org.apache.zookeeper.data.Stat;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What {@code hash} says is the digest of what a client can see, on ours as on the real server. */
@Tag("parity")
class HashParityTest {

    private static final List<ACL> OPEN = Arrays.asList(new ACL(31, new Id("world", "anyone")));

    private static final int INTERVAL = 128;

    /** What says of a znode that it is a container, which its stat does not show. */
    private static final long CONTAINER = Long.MIN_VALUE;

    @Test
    void hashIsTheDigestOfTheTreeEvery128thTransaction() throws Exception {
        try (RealServers real = new RealServers(1, Map.of())) {
            String seen = change(real.connectString());
            assertThat(FourLetters.ask(real.port(1), "hash").lines())
                    .hasSize(2)
                    .last()
                    .isEqualTo(seen);
        }
        try (Cluster cluster = Cluster.builder().brokers(0).quorum(3).start()) {
            String seen = change(cluster.quorumConnectString());
            Set<String> said = new LinkedHashSet<>();
            for (QuorumNode node : cluster.quorum()) {
                RealServers.await(() -> FourLetters.ask(node.address(), "hash").contains(seen));
                said.add(FourLetters.ask(node.address(), "hash"));
            }
            assertThat(said).hasSize(1);
            assertThat(said.iterator().next().lines()).hasSize(2).last().isEqualTo(seen);
        }
    }

    /** Changes the tree in every way until the second digest is due, and returns what it has to be. */
    private static String change(String servers) throws Exception {
        ZooKeeper client = new ZooKeeper(servers, 30_000, event -> {});
        try {
            client.create("/a", "data".getBytes(StandardCharsets.UTF_8), OPEN, CreateMode.PERSISTENT);
            client.create("/a/ü", null, OPEN, CreateMode.PERSISTENT);
            client.create("/digested-and-gone", new byte[2], OPEN, CreateMode.PERSISTENT);
            fill(client);
            client.delete("/digested-and-gone", -1);
            client.create("/a/s-", new byte[0], OPEN, CreateMode.PERSISTENT_SEQUENTIAL);
            client.create("/a/e", new byte[3], OPEN, CreateMode.EPHEMERAL);
            client.create("/c", new byte[1], OPEN, CreateMode.CONTAINER);
            client.create("/gone", new byte[1], OPEN, CreateMode.PERSISTENT);
            client.delete("/gone", -1);
            client.create("/a/gone", new byte[1], OPEN, CreateMode.PERSISTENT);
            client.delete("/a/gone", -1);
            client.setData("/a", new byte[7], -1);
            client.setACL("/a", OPEN, -1);
            client.multi(List.of(Op.create("/m", new byte[1], OPEN, CreateMode.PERSISTENT), Op.delete("/m", -1)));
            try {
                client.multi(List.of(Op.setData("/a", new byte[2], -1), Op.delete("/nobody", -1)));
            } catch (KeeperException.NoNodeException expected) {
                // Nothing of it has happened.
            }
            long zxid = fill(client);
            return Long.toHexString(zxid) + ": " + digest(client, "/");
        } finally {
            client.close();
        }
    }

    private static long fill(ZooKeeper client) throws Exception {
        long zxid;
        do {
            zxid = client.setData("/a", new byte[5], -1).getMzxid();
        } while (zxid % INTERVAL != 0);
        return zxid;
    }

    private static long digest(ZooKeeper client, String path) throws Exception {
        Stat stat = new Stat();
        byte[] data = client.getData(path, false, stat);
        CRC32 checksum = new CRC32();
        checksum.update(path.equals("/") ? new byte[0] : path.getBytes(StandardCharsets.UTF_8));
        if (data != null) {
            checksum.update(data);
        }
        checksum.update(ByteBuffer.allocate(60)
                .putLong(stat.getCzxid())
                .putLong(stat.getMzxid())
                .putLong(stat.getPzxid())
                .putLong(stat.getCtime())
                .putLong(stat.getMtime())
                .putInt(stat.getVersion())
                .putInt((stat.getCversion() + stat.getNumChildren()) / 2)
                .putInt(stat.getAversion())
                .putLong(path.equals("/c") ? CONTAINER : stat.getEphemeralOwner())
                .flip());
        long sum = checksum.getValue();
        for (String child : new TreeSet<>(client.getChildren(path, false))) {
            String below = (path.equals("/") ? "" : path) + "/" + child;
            if (!path.equals("/zookeeper")) {
                sum += digest(client, below);
            }
        }
        return sum;
    }
}
