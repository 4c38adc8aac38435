package io.embeddedcluster.internal.host.live;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/**
 * The listening TCP socket of one run of a node. It has its port from the beginning of the run, as a real broker binds
 * before it registers; until the node begins to accept, clients wait in the system's queue.
 *
 * <p>Threading: the machine's event loop.
 */
final class Listener {

    private static final int ACCEPT_BACKLOG = 1_024;

    private final Channel channel;

    private Listener(Channel channel) {
        this.channel = channel;
    }

    /**
     * Binds to the machine's port; each connection becomes a stream that the network hands to the node.
     *
     * @throws UncheckedIOException if the port cannot be opened; the message names node and port
     */
    static Listener open(LiveMachine machine, LiveHost host) {
        ServerBootstrap bootstrap = new ServerBootstrap()
                .group(machine.loop())
                .channel(NioServerSocketChannel.class)
                .option(ChannelOption.AUTO_READ, false)
                .option(ChannelOption.SO_REUSEADDR, true)
                .option(ChannelOption.SO_BACKLOG, ACCEPT_BACKLOG)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.ALLOCATOR, HeapBuffers.SHARED)
                .childHandler(new Accepted(machine, host));
        // On the event loop, both are done when they return.
        ChannelFuture registered = bootstrap.register();
        Throwable problem = registered.cause();
        if (problem == null) {
            Channel channel = registered.channel();
            problem = bind(machine, channel);
            if (problem == null) {
                machine.sockets().add(channel);
                return new Listener(channel);
            }
            channel.close();
        }
        throw new UncheckedIOException(
                machine.name() + " cannot listen on " + machine.address().getHostString() + ":"
                        + machine.address().getPort() + ": " + root(problem).getMessage(),
                new IOException(problem));
    }

    /** What the system said, which Netty wraps where it could not even make the socket. */
    private static Throwable root(Throwable problem) {
        Throwable root = problem;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root;
    }

    private static @Nullable Throwable bind(LiveMachine machine, Channel channel) {
        try {
            return machine.port().share(() -> channel.bind(machine.address())).cause();
        } catch (IOException e) {
            return e;
        }
    }

    void reading(boolean enabled) {
        channel.config().setAutoRead(enabled);
    }

    void close() {
        channel.close();
    }

    /** Prepares each connection. */
    private static final class Accepted extends ChannelInitializer<SocketChannel> {

        private final LiveMachine machine;
        private final LiveHost host;

        Accepted(LiveMachine machine, LiveHost host) {
            this.machine = machine;
            this.host = host;
        }

        @Override
        protected void initChannel(SocketChannel accepted) {
            machine.sockets().add(accepted);
            if (machine.detectsTls()) {
                accepted.pipeline().addLast(new TlsDetector());
            }
            accepted.pipeline().addLast(TcpStream.accepted(machine, host, accepted));
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable problem) {
            host.defect(problem);
            context.close();
        }
    }
}
