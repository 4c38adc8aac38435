package io.embeddedcluster.parity.wire;

import io.embeddedcluster.internal.zookeeper.wire.ConnectRequest;
import io.embeddedcluster.internal.zookeeper.wire.ConnectResponse;
import io.embeddedcluster.internal.zookeeper.wire.EmptyRequest;
import io.embeddedcluster.internal.zookeeper.wire.JuteReader;
import io.embeddedcluster.internal.zookeeper.wire.JuteWriter;
import io.embeddedcluster.internal.zookeeper.wire.MultiRequest;
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
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/** A client that sends exactly the bytes it is told to, and records every answer. */
final class WireClient {

    /** How long a session lasts without a sign of its client: longer than the suite runs. */
    static final int SESSION_MILLIS = 60_000;

    private static final int PATIENCE_MILLIS = 20_000;
    private static final int LABEL_LENGTH = 200;

    /** Clients do not ask for a session by that number, but by their first frame. */
    private static final Set<Integer> CONNECT = Set.of(OpCode.CREATE_SESSION.code());

    private final String name;
    private final InetSocketAddress server;
    private final Normaliser normaliser;
    private final List<RecordedExchange> exchanges;
    private final CatchUp catchUp;
    private final Socket socket = new Socket();
    private final DataInputStream in;
    private boolean ended;
    private int nextXid = 1;
    private long session;
    private byte[] password = new byte[ConnectRequest.PASSWORD_BYTES];

    WireClient(
            String name,
            InetSocketAddress server,
            Normaliser normaliser,
            List<RecordedExchange> exchanges,
            CatchUp catchUp)
            throws IOException {
        this.name = name;
        this.server = server;
        this.normaliser = normaliser;
        this.exchanges = exchanges;
        this.catchUp = catchUp;
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
        ByteBuffer frame = frame(label);
        if (frame == null) {
            record("connects " + label, CONNECT, List.of(Normaliser.end()));
            return this;
        }
        ConnectResponse response = ConnectResponse.read(new JuteReader(frame));
        session = response.sessionId();
        password = response.password() == null ? new byte[0] : response.password();
        if (session != 0) {
            normaliser.session(session);
        }
        record("connects " + label, CONNECT, List.of(normaliser.connected(frame)));
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
        hear(labelOf(request), operations(request), request.op());
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
            hear("at once " + labelOf(request), operations(request), request.op());
        }
        return this;
    }

    /** Sends a request of that type with those bytes for a body. */
    WireClient askRaw(int type, String label, int... body) throws IOException {
        JuteWriter out = new JuteWriter();
        new RequestHeader(nextXid++, type).write(out);
        out.writeRaw(ByteBuffer.wrap(bytes(body)));
        send(out.toFrame());
        hear("type " + type + " " + label, Set.of(type), OpCode.of(type));
        return this;
    }

    /** Sends bytes as they are, and records one answer or the end. */
    WireClient sendRaw(String label, int... bytes) throws IOException {
        return sendRaw(label, bytes(bytes));
    }

    WireClient sendRaw(String label, byte[] bytes) throws IOException {
        send(ByteBuffer.wrap(bytes));
        hear(label, Set.of(), null);
        return this;
    }

    /** Records the events that have come once the server knows all changes, without asking for anything but a sign of life. */
    WireClient settle() throws IOException {
        catchUp.now();
        return ask(ReplyHeader.PING_XID, new EmptyRequest(OpCode.PING));
    }

    /** Records that the server ends the connection. */
    WireClient hearEnd() throws IOException {
        hear("hears", Set.of(), null);
        return this;
    }

    /** Records one event that has not come yet. */
    WireClient hearEvent() throws IOException {
        ByteBuffer frame = frame("hears");
        record("hears", Set.of(), List.of(frame == null ? Normaliser.end() : normaliser.reply(null, frame)));
        return this;
    }

    /** {@return the zxid that the server has come to} */
    long ping() throws IOException {
        return zxidOf(ReplyHeader.PING_XID, new EmptyRequest(OpCode.PING));
    }

    /** Waits until the server has every change that was acknowledged before, wherever. */
    void sync() throws IOException {
        zxidOf(nextXid++, Requests.sync("/"));
    }

    /** {@return the names of a znode's children} */
    List<String> childrenOf(String path) throws IOException {
        JuteReader reply = call(nextXid++, Requests.children(path));
        ReplyHeader header = ReplyHeader.read(reply);
        return header.err() == 0 ? reply.readStrings("children") : List.of();
    }

    /** Has something done, and records nothing of it. */
    void unrecorded(int xid, ZkRequest request) throws IOException {
        zxidOf(xid, request);
    }

    private long zxidOf(int xid, ZkRequest request) throws IOException {
        return ReplyHeader.read(call(xid, request)).zxid();
    }

    private JuteReader call(int xid, ZkRequest request) throws IOException {
        JuteWriter out = new JuteWriter();
        new RequestHeader(xid, request.op().code()).write(out);
        request.write(out);
        send(out.toFrame());
        ByteBuffer frame = frame(request.op().name());
        if (frame == null) {
            throw new EOFException("no answer to a " + request.op());
        }
        return new JuteReader(frame);
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

    private void hear(String label, Set<Integer> operations, OpCode op) throws IOException {
        List<RecordedExchange.Answer> answers = new ArrayList<>();
        boolean event = true;
        while (event) {
            ByteBuffer frame = frame(label);
            event = frame != null
                    && frame.remaining() >= Integer.BYTES
                    && frame.getInt(0) == ReplyHeader.NOTIFICATION_XID;
            answers.add(frame == null ? Normaliser.end() : normaliser.reply(event ? null : op, frame));
        }
        record(label, operations, answers);
    }

    private void record(String label, Set<Integer> operations, List<RecordedExchange.Answer> answers) {
        exchanges.add(new RecordedExchange(name + " " + label, operations, answers));
    }

    private static Set<Integer> operations(ZkRequest request) {
        Set<Integer> operations = new TreeSet<>(Set.of(request.op().code()));
        if (request instanceof MultiRequest multi) {
            multi.operations().forEach(part -> operations.add(part.op().code()));
        }
        return operations;
    }

    private void send(ByteBuffer bytes) throws IOException {
        try {
            socket.getOutputStream().write(copy(bytes));
        } catch (SocketException closed) {
            // The answer will be the end.
            ended = true;
        }
    }

    private ByteBuffer frame(String label) throws IOException {
        if (ended) {
            return null;
        }
        try {
            byte[] frame = new byte[in.readInt()];
            in.readFully(frame);
            return ByteBuffer.wrap(frame);
        } catch (EOFException | SocketException end) {
            return null;
        } catch (SocketTimeoutException silence) {
            throw new AssertionError(name + " " + label + ": no answer within " + PATIENCE_MILLIS + " ms", silence);
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

    /** Waits until the client's server knows what others have been told. */
    @FunctionalInterface
    interface CatchUp {

        void now() throws IOException;
    }
}
