package io.embeddedcluster.parity.behaviour;

import java.net.InetSocketAddress;
import java.util.Collection;
import java.util.List;
import org.apache.zookeeper.client.HostProvider;

/** Servers in the order in which a client shall try them; ZooKeeper's own provider shuffles them. */
final class FixedHosts implements HostProvider {

    private final List<InetSocketAddress> addresses;
    private int next;

    FixedHosts(List<InetSocketAddress> addresses) {
        this.addresses = List.copyOf(addresses);
    }

    @Override
    public int size() {
        return addresses.size();
    }

    @Override
    public synchronized InetSocketAddress next(long spinDelayMillis) {
        return addresses.get(next++ % addresses.size());
    }

    @Override
    public void onConnected() {
        // the order stays
    }

    @Override
    public boolean updateServerList(Collection<InetSocketAddress> servers, InetSocketAddress current) {
        throw new UnsupportedOperationException("the servers stay");
    }
}
