package io.embeddedcluster.parity.wire;

import java.io.Closeable;
import java.util.Map;
import java.util.TreeMap;

/** Settings of real servers: ZooKeeper reads them from system properties, so they hold for all that start meanwhile. */
final class RealSettings implements Closeable {

    private final Map<String, String> before = new TreeMap<>();

    /** Sets them, each by its whole name. */
    RealSettings(Map<String, String> properties) {
        properties.forEach((name, value) -> {
            String old = System.getProperty(name);
            before.put(name, old == null ? "" : old);
            System.setProperty(name, value);
        });
    }

    @Override
    public void close() {
        before.forEach((name, value) -> {
            if (value.isEmpty()) {
                System.clearProperty(name);
            } else {
                System.setProperty(name, value);
            }
        });
    }
}
