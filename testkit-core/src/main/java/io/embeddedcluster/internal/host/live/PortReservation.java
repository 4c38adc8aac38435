package io.embeddedcluster.internal.host.live;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;

/**
 * A TCP port of a node for as long as its cluster lives.
 *
 * <p>Held by a bound socket that never listens: connections are refused while the node is down, and the system gives the
 * port to nobody else who asks for any. The node's listener binds beside it, which both sockets allow by SO_REUSEADDR; who
 * asks for this very port with that option, as another cluster with the same fixed ports, gets it while the node is down.
 */
final class PortReservation implements AutoCloseable {

    private final SocketChannel holder;
    private final InetSocketAddress address;

    private PortReservation(SocketChannel holder, InetSocketAddress address) {
        this.holder = holder;
        this.address = address;
    }

    /**
     * Takes a port.
     *
     * @param bindAddress where the node will listen
     * @param port the port, or 0 for any free one
     * @throws UncheckedIOException if the port is in use or the address is not of this machine
     */
    static PortReservation take(String bindAddress, int port) {
        try {
            SocketChannel channel = SocketChannel.open();
            try {
                channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
                channel.bind(new InetSocketAddress(bindAddress, port));
                return new PortReservation(channel, (InetSocketAddress) channel.getLocalAddress());
            } catch (IOException e) {
                channel.close();
                throw e;
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot take " + bindAddress + ":" + port + ": " + e.getMessage(), e);
        }
    }

    InetSocketAddress address() {
        return address;
    }

    @Override
    public void close() {
        try {
            holder.close();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot release " + address, e);
        }
    }
}
