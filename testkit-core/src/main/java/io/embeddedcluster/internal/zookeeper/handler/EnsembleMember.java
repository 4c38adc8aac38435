package io.embeddedcluster.internal.zookeeper.handler;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One server of an ensemble, as a line of ZooKeeper's dynamic configuration tells it.
 *
 * <pre>{@code
 * server.<id>=<host>:<peer port>:<election port>[:<role>][;[<client host>:]<client port>]
 * }</pre>
 *
 * <p>Not modelled: several addresses of one server, TLS ports of its own, IPv6.
 *
 * @param id its number, 1 to 254
 * @param host where other servers are told to find it
 * @param peerPort told only: nothing listens there, since servers talk over links
 * @param electionPort the same
 * @param isObserver whether it has no vote
 * @param clientAddress where clients reach it, as {@code host:port}; null where that is not told
 * @spec https://zookeeper.apache.org/doc/r3.9.4/zookeeperReconfig.html#sc_reconfig_clientport Specifying the client port
 */
public record EnsembleMember(
        int id,
        String host,
        int peerPort,
        int electionPort,
        boolean isObserver,
        @Nullable String clientAddress) {

    private static final int MAX_ID = 254;
    private static final int MAX_PORT = 0xffff;
    private static final int FIRST_PEER_PORT = 2888;
    private static final int FIRST_ELECTION_PORT = 3888;
    private static final String LOOPBACK = "127.0.0.1";
    private static final String ANY_HOST = "0.0.0.0";

    /** Checks the number. */
    public EnsembleMember {
        checkId(id);
    }

    private static void checkId(long id) {
        if (id < 1 || id > MAX_ID) {
            throw new BeyondLimitsException("server " + id + " (expected: a number from 1 to " + MAX_ID + ")");
        }
    }

    /**
     * Reads the number of a server.
     *
     * @throws NumberFormatException if it is none
     * @throws BeyondLimitsException if no server here has it
     */
    static int parseId(String text) {
        long id = Long.parseLong(text);
        checkId(id);
        return Math.toIntExact(id);
    }

    /** {@return a server on this machine, with ports for other servers that no other one has} */
    public static EnsembleMember local(int id, boolean isObserver, @Nullable String clientAddress) {
        return new EnsembleMember(
                id, LOOPBACK, FIRST_PEER_PORT + id, FIRST_ELECTION_PORT + id, isObserver, clientAddress);
    }

    /**
     * Reads what stands behind the equals sign.
     *
     * @throws NumberFormatException if a port is a number that no port has
     * @throws BeyondLimitsException if it has an address of IPv6
     * @throws IllegalArgumentException if it has another form
     */
    static EnsembleMember parse(int id, String text) {
        if (text.startsWith("[")) {
            throw new BeyondLimitsException(
                    "server address " + text + " (expected: a host name or an address of IPv4)");
        }
        // As in ZooKeeper empty parts at the end are none.
        List<String> parts = List.of(text.split(";", 0));
        List<String> server = parts.isEmpty() ? List.of() : List.of(parts.get(0).split(":", 0));
        if (parts.size() > 2
                || server.size() < 3
                || server.size() > 4
                || server.get(0).isBlank()) {
            throw new IllegalArgumentException("server address " + text);
        }
        int peerPort = port(server.get(1));
        int electionPort = port(server.get(2));
        if (peerPort == electionPort) {
            throw new IllegalArgumentException("one port for two purposes in " + text);
        }
        boolean isObserver = server.size() == 4 && isObserver(server.get(3));
        String client = parts.size() == 2 ? clientAddress(parts.get(1)) : null;
        return new EnsembleMember(id, server.get(0), peerPort, electionPort, isObserver, client);
    }

    /** ZooKeeper looks for what is no number, and only finds out what is no port when it makes an address of it. */
    private static int port(String text) {
        int port;
        try {
            port = Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("port " + text, e);
        }
        if (port < 0 || port > MAX_PORT) {
            throw new NumberFormatException("port " + text + " (expected: at most " + MAX_PORT + ")");
        }
        return port;
    }

    private static boolean isObserver(String role) {
        return switch (role.trim().toLowerCase(Locale.ROOT)) {
            case "observer" -> true;
            case "participant" -> false;
            default -> throw new IllegalArgumentException("role " + role);
        };
    }

    private static String clientAddress(String text) {
        int colon = text.lastIndexOf(':');
        String host = colon < 0 ? ANY_HOST : text.substring(0, colon);
        if (host.isBlank() || host.indexOf(':') >= 0) {
            throw new IllegalArgumentException("client address " + text);
        }
        return host + ":" + port(text.substring(colon + 1));
    }

    /** {@return whether clients would have to look for it elsewhere than at that one's port} */
    boolean hasOtherClientPort(EnsembleMember other) {
        return other.clientAddress != null
                && (clientAddress == null || !portOf(clientAddress).equals(portOf(other.clientAddress)));
    }

    private static String portOf(String address) {
        return address.substring(address.lastIndexOf(':'));
    }

    /**
     * Returns whether both want one address. As in ZooKeeper those of this machine and those of no machine do not count;
     * names are compared as they are.
     */
    boolean conflictsWith(EnsembleMember other) {
        List<String> others = other.addresses();
        return addresses().stream().anyMatch(others::contains);
    }

    private List<String> addresses() {
        List<String> all = new ArrayList<>(List.of(host + ":" + peerPort, host + ":" + electionPort));
        if (clientAddress != null) {
            all.add(clientAddress);
        }
        all.removeIf(each -> each.startsWith("127.") || each.startsWith("localhost:") || each.startsWith(ANY_HOST));
        return all;
    }

    /** {@return the whole line} */
    @Override
    public String toString() {
        return "server." + id + "=" + host + ":" + peerPort + ":" + electionPort
                + (isObserver ? ":observer" : ":participant")
                + (clientAddress == null ? "" : ";" + clientAddress);
    }
}
