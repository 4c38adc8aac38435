package io.embeddedcluster.internal.host.live;

import io.embeddedcluster.internal.host.Fabric;
import io.embeddedcluster.internal.host.Link;
import io.embeddedcluster.internal.host.StreamHandler;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.ReferenceCountUtil;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** A stream over a real TCP connection: from a client that connected, or to a server outside the cluster. */
final class TcpStream extends ChannelInboundHandlerAdapter implements LiveStream {

    private final LiveHost host;
    private final Channel channel;
    private final String peer;
    private final Link incoming;
    private final Link outgoing;
    private final boolean accepted;
    private @Nullable StreamHandler handler;
    private boolean closed;
    private boolean reading = true;
    private boolean flushScheduled;
    private long backlogBytes;

    private TcpStream(LiveHost host, Channel channel, String peer, Link incoming, Link outgoing, boolean accepted) {
        this.host = host;
        this.channel = channel;
        this.peer = peer;
        this.incoming = incoming;
        this.outgoing = outgoing;
        this.accepted = accepted;
    }

    static TcpStream accepted(LiveMachine machine, LiveHost host, SocketChannel channel) {
        Fabric fabric = machine.cluster().fabric();
        InetSocketAddress remote = channel.remoteAddress();
        String peer = remote == null ? "client" : "client " + text(remote);
        return new TcpStream(
                host, channel, peer, fabric.fromClients(machine.name()), fabric.toClients(machine.name()), true);
    }

    static TcpStream connect(LiveMachine machine, LiveHost host, String address, int port, StreamHandler handler) {
        Fabric fabric = machine.cluster().fabric();
        String peer = address + ":" + port;
        NioSocketChannel channel = new NioSocketChannel();
        TcpStream stream = new TcpStream(
                host,
                channel,
                peer,
                fabric.fromOutside(peer, machine.name()),
                fabric.toOutside(machine.name(), peer),
                false);
        stream.handler = handler;
        host.network().opened(stream);
        machine.sockets().add(channel);
        new Bootstrap()
                .group(machine.loop())
                .channelFactory(() -> channel)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.ALLOCATOR, HeapBuffers.SHARED)
                .handler(stream)
                .connect(host.network().addresses().next(address, port))
                .addListener(done -> {
                    if (!done.isSuccess()) {
                        stream.closedByPeer("cannot connect to " + peer + ": " + done.cause());
                    }
                });
        return stream;
    }

    @Override
    public void handleWith(StreamHandler handler) {
        this.handler = handler;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        if (host.isOver()) {
            abort();
            return;
        }
        host.network().opened(this);
        if (host.isPaused()) {
            channel.config().setAutoRead(false);
        }
        host.dispatch(() -> {
            if (closed) {
                return;
            }
            if (accepted) {
                host.network().accept(this);
            } else {
                handler().onOpen();
            }
        });
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ByteBuf buffer = (ByteBuf) message;
        try {
            ByteBuffer bytes = ByteBuffer.allocate(buffer.readableBytes());
            buffer.readBytes(bytes);
            bytes.flip();
            incoming.carry(new Arrival(() -> handler().onBytes(bytes)));
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        closedByPeer("connection closed by " + peer);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        closedByPeer("connection to " + peer + " failed: " + cause.getMessage());
        channel.close();
    }

    private void closedByPeer(String reason) {
        incoming.carry(new Arrival(() -> {
            leave();
            if (handler != null) {
                handler.onClosed(reason);
            }
        }));
    }

    @Override
    public void send(ByteBuffer... buffers) {
        if (closed) {
            return;
        }
        ByteBuf bytes = Unpooled.wrappedBuffer(buffers);
        int size = bytes.readableBytes();
        backlogBytes += size;
        if (backlogBytes > MAX_BACKLOG_BYTES) {
            bytes.release();
            abort();
            closedByPeer("connection reset: more than " + MAX_BACKLOG_BYTES + " bytes wait for " + peer);
            return;
        }
        outgoing.carry(new Departure(() -> {
            channel.write(bytes).addListener(written -> backlogBytes -= size);
            scheduleFlush();
        }));
    }

    // Many small writes of one turn of the event loop become one system call.
    private void scheduleFlush() {
        if (!flushScheduled) {
            flushScheduled = true;
            channel.eventLoop().execute(() -> {
                flushScheduled = false;
                channel.flush();
            });
        }
    }

    @Override
    public void reading(boolean enabled) {
        reading = enabled;
        if (!host.isPaused()) {
            channel.config().setAutoRead(enabled);
        }
    }

    @Override
    public void restoreReading() {
        channel.config().setAutoRead(reading);
    }

    @Override
    public void close() {
        if (leave()) {
            outgoing.carry(new Departure(
                    () -> channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE)));
        }
    }

    @Override
    public void reset() {
        if (leave()) {
            abort();
        }
    }

    private void abort() {
        try {
            // With a linger time of zero closing sends RST, not FIN.
            channel.config().setOption(ChannelOption.SO_LINGER, 0);
        } catch (ChannelException e) {
            // The client was faster: the socket is closed, and only the event that says so is still to come.
            assert !channel.isActive() : e;
        }
        channel.close();
    }

    private boolean leave() {
        if (closed) {
            return false;
        }
        closed = true;
        host.network().closed(this);
        return true;
    }

    private StreamHandler handler() {
        if (handler == null) {
            throw new IllegalStateException("the stream of " + peer + " has no handler");
        }
        return handler;
    }

    @Override
    public String peer() {
        return peer;
    }

    @Override
    public boolean isInternal() {
        return false;
    }

    @Override
    public String localAddress() {
        return channel.localAddress() instanceof InetSocketAddress local ? text(local) : "";
    }

    @Override
    public boolean isOpen() {
        return !closed;
    }

    private static String text(InetSocketAddress address) {
        return address.getAddress().getHostAddress() + ":" + address.getPort();
    }

    /** Something for the node that came over the socket. */
    private final class Arrival implements Link.Parcel {

        private final Runnable event;

        Arrival(Runnable event) {
            this.event = event;
        }

        @Override
        public void deliver() {
            host.dispatch(() -> {
                if (!closed) {
                    event.run();
                }
            });
        }

        @Override
        public void overflow(String linkName) {
            abort();
        }
    }

    /** Something of the node that goes out over the socket. */
    private final class Departure implements Link.Parcel {

        private final Runnable event;

        Departure(Runnable event) {
            this.event = event;
        }

        @Override
        public void deliver() {
            event.run();
        }

        @Override
        public void overflow(String linkName) {
            abort();
        }
    }
}
