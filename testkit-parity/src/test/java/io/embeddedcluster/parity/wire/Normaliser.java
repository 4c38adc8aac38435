package io.embeddedcluster.parity.wire;

import io.embeddedcluster.internal.zookeeper.wire.JuteFormatException;
import io.embeddedcluster.internal.zookeeper.wire.JuteReader;
import io.embeddedcluster.internal.zookeeper.wire.JuteWriter;
import io.embeddedcluster.internal.zookeeper.wire.OpCode;
import io.embeddedcluster.internal.zookeeper.wire.ZkErrorCode;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Replaces in replies what cannot be equal on two servers, and nothing else.
 *
 * <ul>
 *   <li>zxids: counted from the beginning of the scenario, and those from before it are alike;
 *   <li>session ids: numbered in the order in which the scenario got them;
 *   <li>times: whether they are of this run, and whether all stats agree about one transaction's time;
 *   <li>passwords: whether they are all zero;
 *   <li>ports in the configuration of an ensemble: left out;
 *   <li>lists of children, of ephemerals and of what a client has proved, which have no order: sorted.
 * </ul>
 */
final class Normaliser {

    /** What is told instead of a zxid: this, and how many after the scenario's first. */
    private static final long ZXID_BASE = 1_000_000;

    private static final long BEFORE = 1;

    private static final long SESSION_BASE = 0x5e55_0000;
    private static final long A_DAY_MILLIS = 86_400_000;
    private static final Pattern PORT = Pattern.compile(":[0-9]+");

    private final Map<Long, Long> timeOfZxid = new TreeMap<>();
    private final Map<Long, Integer> sessions = new TreeMap<>();
    private long base;
    private long highest;

    /** Counts zxids from this one. */
    void base(long zxid) {
        base = zxid;
    }

    long base() {
        return base;
    }

    /** Knows that a server has come to that zxid. */
    void told(long zxid) {
        highest = Math.max(highest, zxid);
    }

    /** {@return the highest zxid that was told} */
    long highest() {
        return highest;
    }

    /** Knows a session from now on. */
    void session(long id) {
        sessions.putIfAbsent(id, sessions.size() + 1);
    }

    /** {@return the end of a connection} */
    static RecordedExchange.Answer end() {
        return new RecordedExchange.Answer("end of the connection", "", true);
    }

    /** {@return the reply to a connect request} */
    RecordedExchange.Answer connected(ByteBuffer frame) {
        Walk walk = new Walk(frame);
        return walk.finish(() -> {
            walk.intField("version");
            walk.intField("timeout");
            walk.owner("session");
            byte[] password = walk.in.readBuffer("password");
            walk.put(
                    "password",
                    password == null
                            ? "null"
                            : password.length + " bytes, zero " + Arrays.equals(password, new byte[16]));
            walk.rest();
            return false;
        });
    }

    /** {@return a watch event or a reply to a request of that kind; null is one whose replies have no form we know} */
    RecordedExchange.Answer reply(OpCode op, ByteBuffer frame) {
        Walk walk = new Walk(frame);
        return walk.finish(() -> {
            int xid = walk.intField("xid");
            walk.zxid("zxid");
            int error = walk.in.readInt("err");
            walk.out.writeInt(error);
            walk.errors.add(error);
            walk.text
                    .append(' ')
                    .append(ZkErrorCode.of(error))
                    .append('(')
                    .append(error)
                    .append(')');
            if (error == 0 && xid != -1 && op != null) {
                walk.body(op);
            }
            walk.rest();
            return error != 0;
        });
    }

    /** One pass over one frame, writing it anew. */
    private final class Walk {

        private final ByteBuffer frame;
        private final JuteReader in;
        private final JuteWriter out = new JuteWriter();
        private final StringBuilder text = new StringBuilder();
        private final Set<Integer> errors = new TreeSet<>();

        Walk(ByteBuffer frame) {
            this.frame = frame;
            this.in = new JuteReader(frame);
        }

        RecordedExchange.Answer finish(java.util.function.BooleanSupplier pass) {
            boolean error;
            try {
                error = pass.getAsBoolean();
            } catch (JuteFormatException odd) {
                return new RecordedExchange.Answer(text + " and then " + odd.getMessage(), hex(frame), true, errors);
            }
            return new RecordedExchange.Answer(text.toString(), hex(out.toBuffer()), error, errors);
        }

        void body(OpCode op) {
            switch (op) {
                case CREATE, SYNC -> string("path");
                case CREATE2, CREATE_CONTAINER, CREATE_TTL -> {
                    string("path");
                    stat();
                }
                case SET_DATA, EXISTS, SET_ACL -> stat();
                case GET_DATA -> {
                    buffer("data");
                    stat();
                }
                case GET_CHILDREN, GET_EPHEMERALS -> names();
                case GET_CHILDREN2 -> {
                    names();
                    stat();
                }
                case GET_ACL -> {
                    int count = intField("acls");
                    for (int i = 0; i < count; i++) {
                        intField("perms");
                        string("scheme");
                        string("id");
                    }
                    stat();
                }
                case WHO_AM_I -> identities();
                case MULTI, MULTI_READ -> parts();
                default -> {}
            }
        }

        private void parts() {
            while (true) {
                text.append("\n     ");
                int type = intField("type");
                boolean done = in.readBoolean("done");
                out.writeBoolean(done);
                text.append(" done=").append(done);
                int error = intField("err");
                if (done) {
                    return;
                }
                OpCode op = OpCode.of(type);
                errors.add(error);
                if (op == OpCode.ERROR) {
                    intField("error");
                } else if (op != null && error == 0) {
                    body(op);
                }
            }
        }

        private int intField(String name) {
            int value = in.readInt(name);
            out.writeInt(value);
            text.append(' ').append(name).append('=').append(value);
            return value;
        }

        private void string(String name) {
            buffer(name);
        }

        private void buffer(String name) {
            byte[] value = withoutPorts(in.readBuffer(name));
            out.writeBuffer(value);
            text.append(' ').append(name).append('=');
            text.append(
                    value == null
                            ? "null"
                            : value.length > 200 ? value.length + " bytes" : new String(value, StandardCharsets.UTF_8));
        }

        private byte[] withoutPorts(byte[] value) {
            String told = value == null ? "" : new String(value, StandardCharsets.ISO_8859_1);
            return told.startsWith("server.")
                    ? PORT.matcher(told).replaceAll(":…").getBytes(StandardCharsets.UTF_8)
                    : value;
        }

        private void put(String name, String value) {
            out.writeString(value);
            text.append(' ').append(name).append('=').append(value);
        }

        private void names() {
            List<String> names = new ArrayList<>(in.readStrings("names"));
            names.sort(null);
            out.writeStrings(names);
            text.append(' ').append(names.size() > 20 ? names.size() + " names" : names);
        }

        private void identities() {
            List<String> identities = new ArrayList<>(in.readVector(
                    "ids", 2 * Integer.BYTES, each -> each.readString("scheme") + " " + each.readString("id")));
            identities.sort(null);
            out.writeStrings(identities);
            text.append(' ').append(identities);
        }

        private void stat() {
            long czxid = zxid("czxid");
            long mzxid = zxid("mzxid");
            time("ctime", czxid);
            time("mtime", mzxid);
            intField("version");
            intField("cversion");
            intField("aversion");
            owner("owner");
            intField("length");
            intField("children");
            zxid("pzxid");
        }

        private long zxid(String name) {
            long zxid = in.readLong(name);
            told(zxid);
            long shown = zxid <= 0 ? zxid : zxid < base ? BEFORE : ZXID_BASE + zxid - base;
            out.writeLong(shown);
            text.append(' ')
                    .append(name)
                    .append('=')
                    .append(shown == BEFORE ? "before" : shown > 0 ? "+" + (shown - ZXID_BASE) : "" + shown);
            return zxid;
        }

        private void owner(String name) {
            long owner = in.readLong(name);
            Integer session = sessions.get(owner);
            out.writeLong(session == null ? owner : SESSION_BASE + session);
            text.append(' ')
                    .append(name)
                    .append('=')
                    .append(session == null ? "0x" + Long.toHexString(owner) : "session" + session);
        }

        /** The time of one transaction is one, and is of this run. */
        private void time(String name, long zxid) {
            long time = in.readLong(name);
            long age = System.currentTimeMillis() - time;
            Long known = timeOfZxid.putIfAbsent(zxid, time);
            String shown = time == 0
                    ? "0"
                    : age < 0 || age > A_DAY_MILLIS
                            ? "nonsense"
                            : known == null || known == time ? "right" : "other than before";
            put(name, shown);
        }

        private void rest() {
            ByteBuffer rest = in.rest();
            out.writeRaw(rest);
            if (rest.hasRemaining()) {
                text.append(" + ").append(hex(rest));
            }
        }

        private String hex(ByteBuffer bytes) {
            byte[] copy = new byte[bytes.remaining()];
            bytes.duplicate().get(copy);
            return HexFormat.of().formatHex(copy);
        }
    }
}
