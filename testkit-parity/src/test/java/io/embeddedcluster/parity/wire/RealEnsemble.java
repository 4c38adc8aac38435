package io.embeddedcluster.parity.wire;

import io.embeddedcluster.parity.fixture.RealServers;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Three real servers, with settings of their own. */
final class RealEnsemble implements Servers {

    /** Lines of {@code zoo.cfg}. The real server gives up a follower after five ticks: one tick is long, for slow machines. */
    private static final Map<String, String> CONFIG =
            Map.of("tickTime", "1000", "minSessionTimeout", "1000", "maxSessionTimeout", "120000");

    private final RealSettings settings;
    private final RealServers servers;
    private final List<Integer> ids;

    RealEnsemble(Map<String, String> settings, int containerCheckMillis) throws Exception {
        Map<String, String> properties = new TreeMap<>(RealServer.properties(settings));
        properties.put("znode.container.checkIntervalMs", Integer.toString(containerCheckMillis));
        properties.put("readonlymode.enabled", settings.getOrDefault("readonlymode.enabled", "false"));
        this.settings = new RealSettings(properties);
        this.servers = new RealServers(3, CONFIG);
        int leader = servers.idOf("leader");
        ids = new ArrayList<>(List.of(1, 2, 3));
        ids.remove(Integer.valueOf(leader));
        ids.add(leader);
    }

    @Override
    public List<InetSocketAddress> addresses() {
        return ids.stream()
                .map(id -> new InetSocketAddress(InetAddress.getLoopbackAddress(), servers.port(id)))
                .toList();
    }

    @Override
    public void leaveOne() throws IOException {
        servers.stop(ids.get(2));
        servers.stop(ids.get(1));
        RealServers.await(() -> servers.says(ids.get(0), "isro").equals("ro"));
    }

    @Override
    public void close() throws IOException {
        servers.close();
        settings.close();
    }
}
