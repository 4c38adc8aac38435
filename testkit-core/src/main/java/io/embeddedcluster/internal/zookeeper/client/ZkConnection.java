package io.embeddedcluster.internal.zookeeper.client;

import io.embeddedcluster.internal.host.Host;
import io.embeddedcluster.internal.host.Stream;
import io.embeddedcluster.internal.host.StreamHandler;
import io.embeddedcluster.internal.host.Timers;
import io.embeddedcluster.internal.zookeeper.wire.ConnectRequest;
import io.embeddedcluster.internal.zookeeper.wire.ConnectResponse;
import io.embeddedcluster.internal.zookeeper.wire.FrameDecoder;
import io.embeddedcluster.internal.zookeeper.wire.JuteFormatException;
import io.embeddedcluster.internal.zookeeper.wire.JuteReader;
import io.embeddedcluster.internal.zookeeper.wire.JuteWriter;
import io.embeddedcluster.internal.zookeeper.wire.OpCode;
import io.embeddedcluster.internal.zookeeper.wire.ReplyHeader;
import io.embeddedcluster.internal.zookeeper.wire.RequestHeader;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One connection to one server, from the attempt to open it to its end: handshake, frames, pings, and the suspicion that
 * a silent server is gone.
 *
 * <pre>
 * opening -- stream open --&gt; shaking hands -- connect response --&gt; serving
 *    any -- closed, silent, nonsense, too late --&gt; over
 * </pre>
 *
 * <p>Threading: the host's event loop.
 */
final class ZkConnection implements StreamHandler {

    private final Host host;
    private final Events events;
    private final ConnectRequest hello;
    private final FrameDecoder decoder;
    private final Stream stream;
    private Timers.Timer timer;
    private boolean serving;
    private boolean over;
    private long heardNanos;
    private long sentNanos;

    ZkConnection(Host host, ZkServerAddress server, ZkClientSpec spec, ConnectRequest hello, Events events) {
        this.host = host;
        this.events = events;
        this.hello = hello;
        this.decoder = new FrameDecoder(spec.frameLimitBytes());
        Duration patience = spec.patience(hello.sessionId() == 0);
        this.timer = host.timers().schedule(patience, () -> lost("not connected within " + patience));
        this.stream = server.connect(host.network(), this);
    }

    @Override
    public void onOpen() {
        JuteWriter out = new JuteWriter();
        hello.write(out);
        send(out.toFrame());
    }

    @Override
    public void onBytes(ByteBuffer bytes) {
        heardNanos = host.clock().nanos();
        decoder.add(bytes);
        try {
            for (ByteBuffer frame = nextFrame(); frame != null; frame = nextFrame()) {
                handle(new JuteReader(frame));
            }
        } catch (JuteFormatException nonsense) {
            lost("malformed: " + nonsense.getMessage());
        }
    }

    private @Nullable ByteBuffer nextFrame() {
        return over ? null : decoder.next();
    }

    private void handle(JuteReader in) {
        if (serving) {
            ReplyHeader header = ReplyHeader.read(in);
            if (header.xid() != ReplyHeader.PING_XID) {
                events.reply(header, in);
            }
            return;
        }
        ConnectResponse response = ConnectResponse.read(in);
        timer.cancel();
        serving = true;
        if (response.timeoutMillis() > 0) {
            watchSilence(Duration.ofMillis(response.timeoutMillis()));
        }
        events.handshake(response);
    }

    /** As the Java client: silent for two thirds of the session timeout is lost, and pings come well before. */
    private void watchSilence(Duration sessionTimeout) {
        long now = host.clock().nanos();
        if (now - heardNanos > sessionTimeout.toNanos() / 3 * 2) {
            lost("silent for " + Duration.ofNanos(now - heardNanos).toMillis() + " ms");
            return;
        }
        if (now - sentNanos >= sessionTimeout.toNanos() / 3) {
            JuteWriter out = new JuteWriter();
            new RequestHeader(ReplyHeader.PING_XID, OpCode.PING.code()).write(out);
            send(out.toFrame());
        }
        timer = host.timers().schedule(sessionTimeout.dividedBy(12), () -> watchSilence(sessionTimeout));
    }

    void send(ByteBuffer frame) {
        sentNanos = host.clock().nanos();
        stream.send(frame);
    }

    @Override
    public void onClosed(String reason) {
        lost(reason);
    }

    /** Ends the connection and tells so. */
    void lost(String reason) {
        if (!over) {
            close();
            events.connectionLost(reason);
        }
    }

    /** Ends the connection; the listener is not told. */
    void close() {
        over = true;
        timer.cancel();
        stream.close();
    }

    /** Is told what happens on a connection. */
    interface Events {

        /** The server answered the connect request. */
        void handshake(ConnectResponse response);

        /** A reply or a watch event has come. */
        void reply(ReplyHeader header, JuteReader in);

        /** The connection is over. */
        void connectionLost(String reason);
    }
}
