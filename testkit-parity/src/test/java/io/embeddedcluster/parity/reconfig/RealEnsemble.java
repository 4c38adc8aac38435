package io.embeddedcluster.parity.reconfig;

import io.embeddedcluster.parity.fixture.FourLetters;
import io.embeddedcluster.parity.fixture.RealServers;
import java.io.IOException;
import java.util.Map;

/** The real one. */
final class RealEnsemble implements Ensemble {

    private final RealServers servers;

    RealEnsemble(int size, Map<String, String> config) throws Exception {
        servers = new RealServers(size, config);
    }

    @Override
    public String address(int id) {
        return "127.0.0.1:" + servers.port(id);
    }

    @Override
    public String line(int id) {
        return servers.line(id);
    }

    @Override
    public int add() throws Exception {
        return servers.add();
    }

    @Override
    public void stop(int id) throws Exception {
        servers.stop(id);
    }

    @Override
    public boolean start(int id) throws Exception {
        servers.start(id);
        RealServers.await(
                () -> !servers.isRunning(id) || FourLetters.mode(address(id)).isPresent());
        return servers.isRunning(id);
    }

    @Override
    public void close() throws IOException {
        servers.close();
    }
}
