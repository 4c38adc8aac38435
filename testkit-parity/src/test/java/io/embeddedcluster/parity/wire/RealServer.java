package io.embeddedcluster.parity.wire;

import io.embeddedcluster.parity.fixture.IsolatedClasses;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLClassLoader;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntSupplier;

/** A real ZooKeeper alone, with settings of its own. */
final class RealServer implements Servers {

    private final RealSettings settings;
    private final URLClassLoader classes;
    private final Closeable server;

    RealServer(Map<String, String> settings) throws Exception {
        this(settings, 0);
    }

    /**
     * Starts one with a znode {@code /seq}, unless {@code childCreations} is 0.
     *
     * @param childCreations how many children that znode shall have had
     */
    RealServer(Map<String, String> settings, int childCreations) throws Exception {
        this.settings = new RealSettings(properties(settings));
        classes = IsolatedClasses.load();
        server = (Closeable) classes.loadClass(RealZooKeeper.class.getName())
                .getConstructor(int.class)
                .newInstance(childCreations);
    }

    /** {@return the same by the names of system properties} */
    static Map<String, String> properties(Map<String, String> settings) {
        Map<String, String> properties = new TreeMap<>();
        settings.forEach((name, value) -> properties.put("zookeeper." + name, value));
        return properties;
    }

    @Override
    public List<InetSocketAddress> addresses() {
        return List.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), ((IntSupplier) server).getAsInt()));
    }

    @Override
    public void close() throws IOException {
        server.close();
        classes.close();
        settings.close();
    }
}
