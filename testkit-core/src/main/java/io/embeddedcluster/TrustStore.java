package io.embeddedcluster;

import io.embeddedcluster.internal.engine.Engine;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a client has to trust in order to speak TLS with the nodes of a cluster: a file that lives as long as the cluster.
 *
 * @param path of the file
 * @param password of the file
 * @param type of the file, {@code PKCS12}
 */
public record TrustStore(String path, String password, String type) {

    static TrustStore of(Engine engine) {
        return engine.trustStore()
                .map(file -> new TrustStore(file.path(), file.password(), file.type()))
                .orElseThrow(() -> new IllegalStateException(
                        "no node takes TLS (expected: quorumConfig(\"client.portUnification\", \"true\"))"));
    }

    /**
     * Returns what a ZooKeeper client needs beside the connect string: properties of its {@code ZKClientConfig}, or system
     * properties. The client needs Netty on its classpath.
     */
    public Map<String, String> zooKeeperProperties() {
        Map<String, String> properties = new LinkedHashMap<>();
        properties.put("zookeeper.client.secure", "true");
        properties.put("zookeeper.clientCnxnSocket", "org.apache.zookeeper.ClientCnxnSocketNetty");
        properties.put("zookeeper.ssl.trustStore.location", path);
        properties.put("zookeeper.ssl.trustStore.password", password);
        properties.put("zookeeper.ssl.trustStore.type", type);
        return Collections.unmodifiableMap(properties);
    }
}
