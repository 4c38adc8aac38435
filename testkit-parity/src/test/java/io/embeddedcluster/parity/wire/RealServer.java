package io.embeddedcluster.parity.wire;

import io.embeddedcluster.parity.fixture.IsolatedClasses;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLClassLoader;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntSupplier;

/** A real ZooKeeper with settings of its own, which are system properties while it runs. */
final class RealServer implements Closeable {

    private final Map<String, String> before = new TreeMap<>();
    private final URLClassLoader classes;
    private final Closeable server;

    RealServer(Map<String, String> settings) throws Exception {
        settings.forEach((name, value) -> {
            String old = System.getProperty("zookeeper." + name);
            before.put("zookeeper." + name, old == null ? "" : old);
            System.setProperty("zookeeper." + name, value);
        });
        classes = IsolatedClasses.load();
        server = (Closeable) classes.loadClass(RealZooKeeper.class.getName())
                .getConstructor()
                .newInstance();
    }

    InetSocketAddress address() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), ((IntSupplier) server).getAsInt());
    }

    @Override
    public void close() throws IOException {
        server.close();
        classes.close();
        before.forEach((name, value) -> {
            if (value.isEmpty()) {
                System.clearProperty(name);
            } else {
                System.setProperty(name, value);
            }
        });
    }
}
