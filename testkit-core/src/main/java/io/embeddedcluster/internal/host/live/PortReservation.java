package io.embeddedcluster.internal.host.live;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * A TCP port of a node for as long as its cluster lives.
 *
 * <p>Held by a bound socket that never listens: connections are refused while the node is down, and the system gives the
 * port to nobody else. The holder shares its port, by SO_REUSEADDR, only for the moment in which the node's own listener
 * binds beside it; at any other time nobody can, whatever options he sets.
 *
 * <p>Threading: taken and closed on any thread; {@link #share} on the node's event loop.
 */
final class PortReservation implements AutoCloseable {

    /** Who holds which port in this JVM, for the message to the next who wants it. */
    private static final Map<InetSocketAddress, String> HOLDERS = new ConcurrentHashMap<>();

    private final SocketChannel holder;
    private final InetSocketAddress address;

    private PortReservation(SocketChannel holder, InetSocketAddress address) {
        this.holder = holder;
        this.address = address;
    }

    /**
     * Takes a port.
     *
     * @param owner who wants it, as in {@code broker-1}
     * @param bindAddress where the node will listen
     * @param port the port, or 0 for any free one
     * @throws UncheckedIOException if the port is in use, the address is not of this machine, or no descriptor is left
     */
    static PortReservation take(String owner, String bindAddress, int port) {
        InetSocketAddress wanted = new InetSocketAddress(bindAddress, port);
        try {
            SocketChannel channel = bind(wanted);
            InetSocketAddress address = (InetSocketAddress) channel.getLocalAddress();
            HOLDERS.put(address, owner + " of another cluster in this JVM");
            return new PortReservation(channel, address);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    owner + " cannot take " + wanted.getHostString() + ":" + port + ": " + reason(e, wanted), e);
        }
    }

    private static SocketChannel bind(InetSocketAddress wanted) throws IOException {
        try {
            return bind(wanted, false);
        } catch (BindException inUse) {
            // Perhaps by nothing but connections of a node that is gone (TIME_WAIT), beside which one binds with that
            // option.
            return bind(wanted, true);
        }
    }

    private static SocketChannel bind(InetSocketAddress wanted, boolean isShared) throws IOException {
        SocketChannel channel = SocketChannel.open();
        try {
            channel.setOption(StandardSocketOptions.SO_REUSEADDR, isShared);
            channel.bind(wanted);
            channel.setOption(StandardSocketOptions.SO_REUSEADDR, false);
            return channel;
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    private static String reason(IOException problem, InetSocketAddress wanted) {
        String holder = HOLDERS.get(wanted);
        return problem.getMessage() + (holder == null ? "" : ", by " + holder);
    }

    InetSocketAddress address() {
        return address;
    }

    /**
     * Lets a socket with SO_REUSEADDR bind to the port while the action runs.
     *
     * @throws IOException if the reservation is closed
     */
    <T> T share(Supplier<T> action) throws IOException {
        holder.setOption(StandardSocketOptions.SO_REUSEADDR, true);
        try {
            return action.get();
        } finally {
            holder.setOption(StandardSocketOptions.SO_REUSEADDR, false);
        }
    }

    @Override
    public void close() {
        HOLDERS.remove(address);
        try {
            holder.close();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot release " + address, e);
        }
    }
}
