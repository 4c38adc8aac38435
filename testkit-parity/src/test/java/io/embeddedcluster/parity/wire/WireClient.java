package io.embeddedcluster.parity.wire;

import io.embeddedcluster.internal.zookeeper.wire.ConnectRequest;
import io.embeddedcluster.internal.zookeeper.wire.ConnectResponse;
import io.embeddedcluster.internal.zookeeper.wire.EmptyRequest;
import io.embeddedcluster.internal.zookeeper.wire.JuteReader;
import io.embeddedcluster.internal.zookeeper.wire.JuteWriter;
import io.embeddedcluster.internal.zookeeper.wire.OpCode;
import io.embeddedcluster.internal.zookeeper.wire.ReplyHeader;
import io.embeddedcluster.internal.zookeeper.wire.RequestHeader;
import io.embeddedcluster.internal.zookeeper.wire.ZkRequest;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A client that sends exactly the bytes it is told to, and records every answer. */
final class WireClient {

    /** How long a session lasts without a sign of its client: longer than the suite runs. */
    static final int SESSION_MILLIS = 60_000;

    private static final int PATIENCE_MILLIS = 20_000;
    private static final int LABEL_LENGTH = 200;

    private final String name;
    private final InetSocketAddress server;
    private final Normaliser normaliser;
    private final List<RecordedExchange> exchanges;
    private final Socket socket = new Socket();
    private final DataInputStream in;
    private boolean ended;
    private int nextXid = 1;
    private long session;
    private byte[] password = new byte[ConnectRequest.PASSWORD_BYTES];

    WireClient(String name, InetSocketAddress server, Normaliser normaliser, List<RecordedExchange> exchanges)
            throws IOException {
        this.name = name;
        this.server = server;
        this.normaliser = normaliser;
        this.exchanges = exchanges;
        socket.connect(server, PATIENCE_MILLIS);
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.setTcpNoDelay(true);
        in = new DataInputStream(socket.getInputStream());
    }

    long session() {
        return session;
    }

    byte[] password() {
        return password;
    }

    // ---- sessions

    WireClient connect() throws IOException {
        return connect(new ConnectRequest(0, 0, SESSION_MILLIS, 0, new byte[16], false), "for a new session");
    }

    WireClient connect(ConnectRequest request, String label) throws IOException {
        JuteWriter out = new JuteWriter();
        request.write(out);
        return connectRaw(copy(out.toFrame()), label);
    }

    /** Sends bytes for a connect request. */
    WireClient connectRaw(byte[] bytes, String label) throws IOException {
        send(ByteBuffer.wrap(bytes));
        ByteBuffer frame = frame();
        if (frame == null) {
            record("connects " + label, List.of(Normaliser.end()));
            return this;
        }
        ConnectResponse response = ConnectResponse.read(new JuteReader(frame));
        session = response.sessionId();
        password = response.password() == null ? new byte[0] : response.password();
        if (session != 0) {
            normaliser.session(session);
        }
        record("connects " + label, List.of(normaliser.connected(frame)));
        return this;
    }

    // ---- requests

    /** Sends a request and records what comes up to its reply. */
    WireClient ask(ZkRequest request) throws IOException {
        return ask(nextXid++, request);
    }

    WireClient ask(int xid, ZkRequest request) throws IOException {
        JuteWriter out = new JuteWriter();
        new RequestHeader(xid, request.op().code()).write(out);
        request.write(out);
        send(out.toFrame());
        hear(labelOf(request), request.op());
        return this;
    }

    /** Sends requests without waiting in between, and records each reply. */
    WireClient askAtOnce(ZkRequest... requests) throws IOException {
        for (ZkRequest request : requests) {
            JuteWriter out = new JuteWriter();
            new RequestHeader(nextXid++, request.op().code()).write(out);
            request.write(out);
            send(out.toFrame());
        }
        for (ZkRequest request : requests) {
            hear("at once " + labelOf(request), request.op());
        }
        return this;
    }

    /** Sends a request of that type with those bytes for a body. */
    WireClient askRaw(int type, String label, int... body) throws IOException {
        JuteWriter out = new JuteWriter();
        new RequestHeader(nextXid++, type).write(out);
        out.writeRaw(ByteBuffer.wrap(bytes(body)));
        send(out.toFrame());
        hear("type " + type + " " + label, OpCode.of(type));
        return this;
    }

    /** Sends bytes as they are, and records one answer or the end. */
    WireClient sendRaw(String label, int... bytes) throws IOException {
        return sendRaw(label, bytes(bytes));
    }

    WireClient sendRaw(String label, byte[] bytes) throws IOException {
        send(ByteBuffer.wrap(bytes));
        hear(label, null);
        return this;
    }

    /** Records the events that have come, without asking for anything but a sign of life. */
    WireClient settle() throws IOException {
        return ask(ReplyHeader.PING_XID, new EmptyRequest(OpCode.PING));
    }

    /** Records that the server ends the connection. */
    WireClient hearEnd() throws IOException {
        hear("hears", null);
        return this;
    }

    /** Records one event that has not come yet. */
    WireClient hearEvent() throws IOException {
        ByteBuffer frame = frame();
        record("hears", List.of(frame == null ? Normaliser.end() : normaliser.reply(null, frame)));
        return this;
    }

    /** {@return the zxid that the server has come to} */
    long ping() throws IOException {
        JuteWriter out = new JuteWriter();
        new RequestHeader(ReplyHeader.PING_XID, OpCode.PING.code()).write(out);
        send(out.toFrame());
        ByteBuffer frame = frame();
        if (frame == null) {
            throw new EOFException("no answer to a ping");
        }
        return ReplyHeader.read(new JuteReader(frame)).zxid();
    }

    WireClient drop() throws IOException {
        socket.close();
        return this;
    }

    /** Ends the session, over another connection where this one is gone. */
    void end() throws IOException {
        socket.close();
        if (session == 0) {
            return;
        }
        try (Socket again = new Socket()) {
            again.connect(server, PATIENCE_MILLIS);
            again.setSoTimeout(PATIENCE_MILLIS);
            JuteWriter connect = new JuteWriter();
            new ConnectRequest(0, 0, SESSION_MILLIS, session, password, false).write(connect);
            JuteWriter close = new JuteWriter();
            new RequestHeader(1, OpCode.CLOSE_SESSION.code()).write(close);
            again.getOutputStream().write(copy(connect.toFrame()));
            again.getOutputStream().write(copy(close.toFrame()));
            again.getInputStream().readAllBytes();
        } catch (SocketException over) {
            // Then the server had ended the session before.
            session = 0;
        }
    }

    // ---- frames

    private void hear(String label, OpCode op) throws IOException {
        List<RecordedExchange.Answer> answers = new ArrayList<>();
        boolean event = true;
        while (event) {
            ByteBuffer frame = frame();
            event = frame != null
                    && frame.remaining() >= Integer.BYTES
                    && frame.getInt(0) == ReplyHeader.NOTIFICATION_XID;
            answers.add(frame == null ? Normaliser.end() : normaliser.reply(event ? null : op, frame));
        }
        record(label, answers);
    }

    private void record(String label, List<RecordedExchange.Answer> answers) {
        exchanges.add(new RecordedExchange(name + " " + label, answers));
    }

    private void send(ByteBuffer bytes) throws IOException {
        try {
            socket.getOutputStream().write(copy(bytes));
        } catch (SocketException closed) {
            // The answer will be the end.
            ended = true;
        }
    }

    private ByteBuffer frame() throws IOException {
        if (ended) {
            return null;
        }
        try {
            byte[] frame = new byte[in.readInt()];
            in.readFully(frame);
            return ByteBuffer.wrap(frame);
        } catch (EOFException | SocketException end) {
            return null;
        }
    }

    private static String labelOf(ZkRequest request) {
        String text = request.op().name().toLowerCase(Locale.ROOT) + " "
                + request.toString()
                        .replaceAll("\\[B@[0-9a-f]+", "bytes")
                        .replaceAll("relativeZxid=\\d{2,18},", "relativeZxid=…,");
        StringBuilder shown = new StringBuilder();
        text.codePoints().limit(LABEL_LENGTH).forEach(c -> {
            if (c < ' ' || c > '~') {
                shown.append("U+").append(Integer.toHexString(c));
            } else {
                shown.appendCodePoint(c);
            }
        });
        return shown.toString();
    }

    private static byte[] copy(ByteBuffer bytes) {
        byte[] copy = new byte[bytes.remaining()];
        bytes.get(copy);
        return copy;
    }

    private static byte[] bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }
}
