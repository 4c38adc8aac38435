package io.embeddedcluster.internal.host.live;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.util.Objects;
import javax.net.ssl.SSLException;

/**
 * Takes TLS and plaintext on one port: looks at the first byte of a connection, and decrypts the rest where that is how a
 * TLS handshake begins. The node behind sees plaintext in either case.
 *
 * <p>No client of ours begins with that byte: as the first one of a length it would announce 352 MiB. Threading: the
 * machine's event loop.
 */
final class TlsDetector extends ChannelInboundHandlerAdapter {

    /** RFC 8446, section 5.1: a record of the handshake. */
    private static final int HANDSHAKE_RECORD = 22;

    /** Makes certificates and loads what TLS needs, so that no event loop has to wait for it later. */
    static void prepare() {
        Objects.requireNonNull(ServerContext.SHARED);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof ByteBuf bytes && bytes.isReadable()) {
            if (bytes.getByte(bytes.readerIndex()) == HANDSHAKE_RECORD) {
                context.pipeline().addAfter(context.name(), "tls", ServerContext.SHARED.newHandler(context.alloc()));
            }
            context.pipeline().remove(this);
        }
        context.fireChannelRead(message);
    }

    /** Made once per JVM, when the first node shall take TLS. */
    private static final class ServerContext {

        private static final SslContext SHARED = create();

        private static SslContext create() {
            CertificateAuthority authority = CertificateAuthority.shared();
            try {
                return SslContextBuilder.forServer(authority.serverKey(), authority.serverCertificate())
                        .sslProvider(SslProvider.JDK)
                        .build();
            } catch (SSLException e) {
                throw new IllegalStateException("this JDK does not take its own certificate", e);
            }
        }
    }
}
