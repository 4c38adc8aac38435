package io.embeddedcluster.internal.host.live;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Map;
import java.util.TreeMap;

/**
 * Looks host names up, and takes another address of a name at each attempt: a server may listen at one of them only, as
 * where {@code localhost} is also {@code ::1}. ZooKeeper's client tries all addresses of a name too.
 *
 * <p>Threading: the machine's event loop, which waits for the look-up.
 */
final class AddressRotation {

    /** Tells all addresses of a name, at least one. */
    @FunctionalInterface
    interface Lookup {
        InetAddress[] all(String name) throws UnknownHostException;
    }

    private final Lookup lookup;
    private final Map<String, Integer> attempts = new TreeMap<>();

    /** Looks names up as the machine does. */
    AddressRotation() {
        this(InetAddress::getAllByName);
    }

    /** Looks names up elsewhere, for tests. */
    AddressRotation(Lookup lookup) {
        this.lookup = lookup;
    }

    /** {@return where to connect to this time; unresolved where nobody knows the name} */
    InetSocketAddress next(String name, int port) {
        int attempt = attempts.merge(name, 1, (before, one) -> before == Integer.MAX_VALUE ? one : before + one);
        try {
            InetAddress[] all = lookup.all(name);
            return new InetSocketAddress(all[(attempt - 1) % all.length], port);
        } catch (UnknownHostException e) {
            return InetSocketAddress.createUnresolved(name, port);
        }
    }
}
