package io.embeddedcluster.junit5;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.CuratorFrameworkFactory;
import org.apache.curator.retry.ExponentialBackoffRetry;
import org.apache.zookeeper.client.ZKClientConfig;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ParameterResolutionException;

/**
 * Makes Curator clients that are started and connected. What can be set is named as in Curator's own builder and retry
 * policy; a key that begins with {@code zookeeper.} is the ZooKeeper client's.
 */
final class CuratorFrameworkProvider implements ResourceProvider {

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(15);

    /** Enough for an ensemble to elect a leader, and for a client to find it, on a slow machine. */
    private static final Map<String, String> DEFAULTS = new TreeMap<>(Map.of(
            "baseSleepTimeMs", "50",
            "connectionTimeoutMs", "5000",
            "maxCloseWaitMs", "1000",
            "maxRetries", "10",
            "maxSleepMs", "1000",
            "namespace", "",
            "sessionTimeoutMs", "10000"));

    private static final String ZOOKEEPER_PREFIX = "zookeeper.";

    @Override
    public Provided provide(ResourceRequest request) {
        CuratorFramework curator = build(request);
        curator.start();
        awaitConnection(curator, request);
        return new Provided(curator, curator);
    }

    private static CuratorFramework build(ResourceRequest request) {
        Map<String, String> values = new TreeMap<>(DEFAULTS);
        ZKClientConfig zooKeeper = new ZKClientConfig();
        request.config().forEach((key, value) -> {
            if (key.startsWith(ZOOKEEPER_PREFIX)) {
                zooKeeper.setProperty(key, value);
            } else if (values.replace(key, value) == null) {
                throw new ExtensionConfigurationException("@ClientConfig: " + key + " (expected: one of "
                        + String.join(", ", DEFAULTS.keySet()) + ", or a key of the ZooKeeper client)");
            }
        });
        return CuratorFrameworkFactory.builder()
                .connectString(request.cluster().quorumConnectString())
                .sessionTimeoutMs(number(values, "sessionTimeoutMs"))
                .connectionTimeoutMs(number(values, "connectionTimeoutMs"))
                .maxCloseWaitMs(number(values, "maxCloseWaitMs"))
                .namespace(values.getOrDefault("namespace", ""))
                .retryPolicy(new ExponentialBackoffRetry(
                        number(values, "baseSleepTimeMs"), number(values, "maxRetries"), number(values, "maxSleepMs")))
                .zkClientConfig(zooKeeper)
                .build();
    }

    private static int number(Map<String, String> values, String key) {
        String value = values.getOrDefault(key, "");
        try {
            return Integer.parseUnsignedInt(value);
        } catch (NumberFormatException e) {
            throw new ExtensionConfigurationException(
                    "@ClientConfig: " + key + ": \"" + value + "\" (expected: a number)", e);
        }
    }

    private static void awaitConnection(CuratorFramework curator, ResourceRequest request) {
        try {
            if (curator.blockUntilConnected(Math.toIntExact(CONNECT_TIMEOUT.toMillis()), TimeUnit.MILLISECONDS)) {
                return;
            }
            curator.close();
        } catch (InterruptedException e) {
            curator.close();
            Thread.currentThread().interrupt();
            throw new ParameterResolutionException(
                    "interrupted while waiting until the Curator client is connected", e);
        }
        throw new ParameterResolutionException("the Curator client was not connected after " + CONNECT_TIMEOUT + "\n"
                + request.cluster().describe());
    }
}
