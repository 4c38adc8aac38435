package io.embeddedcluster.parity.behaviour;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.zookeeper.Watcher.Event.KeeperState;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.client.ZKClientConfig;

/** A client that nobody records. */
final class PlainClient implements AutoCloseable {

    private final CountDownLatch connected = new CountDownLatch(1);
    private final ZooKeeper zooKeeper;

    PlainClient(InetSocketAddress server) throws IOException, InterruptedException {
        zooKeeper = new ZooKeeper(
                "127.0.0.1:" + server.getPort(),
                Stage.LONG_MILLIS,
                event -> {
                    if (event.getState() == KeeperState.SyncConnected) {
                        connected.countDown();
                    }
                },
                false,
                new FixedHosts(List.of(server)),
                new ZKClientConfig());
        if (!connected.await(30, TimeUnit.SECONDS)) {
            throw new AssertionError("no connection to " + server + " within 30 s");
        }
    }

    ZooKeeper zooKeeper() {
        return zooKeeper;
    }

    @Override
    public void close() {
        try {
            zooKeeper.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
