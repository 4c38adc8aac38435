package io.embeddedcluster.junit5;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.zookeeper.Watcher.Event.KeeperState;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.client.ZKClientConfig;
import org.junit.jupiter.api.extension.ParameterResolutionException;

/** Makes ZooKeeper clients that have their session. */
final class ZooKeeperProvider implements ResourceProvider {

    private static final Duration SESSION_TIMEOUT = Duration.ofSeconds(10);

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(15);

    @Override
    public Provided provide(ResourceRequest request) {
        ZKClientConfig config = new ZKClientConfig();
        request.config().forEach(config::setProperty);
        CountDownLatch connected = new CountDownLatch(1);
        String servers = request.cluster().quorumConnectString();
        try {
            ZooKeeper zooKeeper = new ZooKeeper(
                    servers,
                    Math.toIntExact(SESSION_TIMEOUT.toMillis()),
                    event -> {
                        if (event.getState() == KeeperState.SyncConnected) {
                            connected.countDown();
                        }
                    },
                    config);
            awaitConnection(zooKeeper, connected, request);
            return new Provided(zooKeeper, zooKeeper);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make a ZooKeeper client of " + servers, e);
        }
    }

    private static void awaitConnection(ZooKeeper zooKeeper, CountDownLatch connected, ResourceRequest request) {
        try {
            if (connected.await(CONNECT_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)) {
                return;
            }
            zooKeeper.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ParameterResolutionException(
                    "interrupted while waiting until the ZooKeeper client has a session", e);
        }
        throw new ParameterResolutionException("the ZooKeeper client had no session after " + CONNECT_TIMEOUT + "\n"
                + request.cluster().describe());
    }
}
