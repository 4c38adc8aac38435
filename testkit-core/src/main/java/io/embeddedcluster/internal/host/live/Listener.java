package io.embeddedcluster.internal.host.live;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;

/** The listening TCP socket of one run of a node. */
final class Listener {

    private static final int ACCEPT_BACKLOG = 1_024;

    private final Channel channel;

    private Listener(Channel channel) {
        this.channel = channel;
    }

    /** Begins to listen on the machine's port; each connection becomes a stream that the network hands to the node. */
    static Listener open(LiveMachine machine, LiveHost host, LiveNetwork network) {
        ChannelFuture bound = new ServerBootstrap()
                .group(machine.loop())
                .channel(NioServerSocketChannel.class)
                .option(ChannelOption.SO_REUSEADDR, true)
                .option(ChannelOption.SO_BACKLOG, ACCEPT_BACKLOG)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.ALLOCATOR, HeapBuffers.SHARED)
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel accepted) {
                        machine.sockets().add(accepted);
                        if (machine.detectsTls()) {
                            accepted.pipeline().addLast(new TlsDetector());
                        }
                        accepted.pipeline().addLast(TcpStream.accepted(machine, host, accepted));
                    }
                })
                .bind(machine.address());
        bound.addListener(done -> {
            // A run that was ended before it could listen needs no port.
            if (!done.isSuccess() && !host.isOver()) {
                host.defect(new IllegalStateException(
                        machine.name() + " cannot listen on " + machine.address() + ": " + done.cause(), done.cause()));
            }
        });
        machine.sockets().add(bound.channel());
        return new Listener(bound.channel());
    }

    void reading(boolean enabled) {
        channel.config().setAutoRead(enabled);
    }

    void close() {
        channel.close();
    }
}
