package io.embeddedcluster.internal.zookeeper.replicated;

import io.embeddedcluster.internal.zookeeper.handler.AuthId;
import io.embeddedcluster.internal.zookeeper.wire.JuteFormatException;
import io.embeddedcluster.internal.zookeeper.wire.JuteReader;
import io.embeddedcluster.internal.zookeeper.wire.JuteWriter;
import io.embeddedcluster.internal.zookeeper.wire.OpCode;
import io.embeddedcluster.internal.zookeeper.wire.ReconfigRequest;
import io.embeddedcluster.internal.zookeeper.wire.ZkErrorCode;
import io.embeddedcluster.internal.zookeeper.wire.ZkRequest;
import java.util.List;

/** What a log entry asks every server to do. */
public sealed interface Command {

    /** {@return the session that it is about} */
    long session();

    /** {@return whether it takes a zxid, failed or not} */
    boolean consumesZxid();

    /** {@return whether the ensemble may have other members once it is done} */
    boolean changesMembers();

    /** {@return what it does to its session} */
    SessionEffect sessionEffect();

    /** Writes its kind and itself. */
    void write(JuteWriter out);

    /** Hands the command to the method that handles its kind. */
    <R> R handleBy(Handler<R> handler);

    /**
     * One method per kind of command.
     *
     * @param <R> what comes of handling one
     */
    interface Handler<R> {

        /** Handles the beginning of a session. */
        R onCreateSession(CreateSession create);

        /** Handles the move of a session to another server. */
        R onMoveSession(MoveSession move);

        /** Handles the end of a session. */
        R onCloseSession(CloseSession close);

        /** Handles a sync. */
        R onSync(Sync sync);

        /** Handles a client's write. */
        R onWrite(Write write);

        /** Handles a request for other members. */
        R onReconfigure(Reconfigure reconfigure);

        /** Handles a write that is refused. */
        R onRefuse(Refuse refuse);
    }

    /** What a command does to its session, where it is done. */
    enum SessionEffect {
        /** The session stays as it is. */
        NONE,
        /** The session begins, or is connected to another server from now on. */
        CONNECTS,
        /** The session is over. */
        ENDS
    }

    /** Reads one. */
    static Command read(JuteReader in) {
        int kind = in.readInt("kind");
        long session = in.readLong("session");
        return switch (kind) {
            case CreateSession.KIND -> new CreateSession(session, in.readInt("timeout"));
            case MoveSession.KIND -> new MoveSession(session, in.readInt("timeout"));
            case CloseSession.KIND -> new CloseSession(session);
            case Sync.KIND -> new Sync(session, in.readString("path"));
            case Refuse.KIND -> new Refuse(session, ZkErrorCode.of(in.readInt("error")));
            case Write.KIND -> Write.read(session, in);
            case Reconfigure.KIND -> Reconfigure.read(session, in);
            default -> throw new JuteFormatException("log entry of kind " + kind);
        };
    }

    /** Begins a session, whose owner is the origin of the entry. */
    record CreateSession(long session, int timeoutMillis) implements Command {

        private static final int KIND = 1;

        @Override
        public boolean consumesZxid() {
            return true;
        }

        @Override
        public boolean changesMembers() {
            return false;
        }

        @Override
        public SessionEffect sessionEffect() {
            return SessionEffect.CONNECTS;
        }

        @Override
        public <R> R handleBy(Handler<R> handler) {
            return handler.onCreateSession(this);
        }

        @Override
        public void write(JuteWriter out) {
            out.writeInt(KIND).writeLong(session).writeInt(timeoutMillis);
        }
    }

    /** Makes the origin of the entry the owner of a session. */
    record MoveSession(long session, int timeoutMillis) implements Command {

        private static final int KIND = 2;

        @Override
        public boolean consumesZxid() {
            return false;
        }

        @Override
        public boolean changesMembers() {
            return false;
        }

        @Override
        public SessionEffect sessionEffect() {
            return SessionEffect.CONNECTS;
        }

        @Override
        public <R> R handleBy(Handler<R> handler) {
            return handler.onMoveSession(this);
        }

        @Override
        public void write(JuteWriter out) {
            out.writeInt(KIND).writeLong(session).writeInt(timeoutMillis);
        }
    }

    /** Ends a session and deletes its ephemeral znodes. */
    record CloseSession(long session) implements Command {

        private static final int KIND = 3;

        @Override
        public boolean consumesZxid() {
            return true;
        }

        @Override
        public boolean changesMembers() {
            return false;
        }

        @Override
        public SessionEffect sessionEffect() {
            return SessionEffect.ENDS;
        }

        @Override
        public <R> R handleBy(Handler<R> handler) {
            return handler.onCloseSession(this);
        }

        @Override
        public void write(JuteWriter out) {
            out.writeInt(KIND).writeLong(session);
        }
    }

    /** Does nothing, after everything that was committed before. */
    record Sync(long session, String path) implements Command {

        static final int KIND = 4;

        @Override
        public boolean consumesZxid() {
            return false;
        }

        @Override
        public boolean changesMembers() {
            return false;
        }

        @Override
        public SessionEffect sessionEffect() {
            return SessionEffect.NONE;
        }

        @Override
        public <R> R handleBy(Handler<R> handler) {
            return handler.onSync(this);
        }

        @Override
        public void write(JuteWriter out) {
            out.writeInt(KIND).writeLong(session).writeString(path);
        }
    }

    /** A client's write. */
    record Write(long session, List<AuthId> ids, ZkRequest request) implements Command {

        private static final int KIND = 5;

        private static Write read(long session, JuteReader in) {
            List<AuthId> ids = in.readVector("ids", AuthId.MIN_BYTES, AuthId::read);
            OpCode op = OpCode.of(in.readInt("type"));
            ZkRequest request = op == null ? null : ZkRequest.read(op, in);
            if (request == null) {
                throw new JuteFormatException("log entry with operation " + op);
            }
            return new Write(session, ids, request);
        }

        @Override
        public boolean consumesZxid() {
            return true;
        }

        @Override
        public boolean changesMembers() {
            return false;
        }

        @Override
        public SessionEffect sessionEffect() {
            return SessionEffect.NONE;
        }

        @Override
        public <R> R handleBy(Handler<R> handler) {
            return handler.onWrite(this);
        }

        @Override
        public void write(JuteWriter out) {
            out.writeInt(KIND).writeLong(session);
            out.writeVector(ids, AuthId::write).writeInt(request.op().code());
            request.write(out);
        }
    }

    /** A client's request for other members, which the leader has looked at before. */
    record Reconfigure(long session, List<AuthId> ids, ReconfigRequest request) implements Command {

        static final int KIND = 16;

        private static Reconfigure read(long session, JuteReader in) {
            List<AuthId> ids = in.readVector("ids", AuthId.MIN_BYTES, AuthId::read);
            if (ZkRequest.read(OpCode.RECONFIG, in) instanceof ReconfigRequest request) {
                return new Reconfigure(session, ids, request);
            }
            throw new JuteFormatException("log entry with other than a reconfiguration");
        }

        @Override
        public boolean consumesZxid() {
            return true;
        }

        @Override
        public boolean changesMembers() {
            return true;
        }

        @Override
        public SessionEffect sessionEffect() {
            return SessionEffect.NONE;
        }

        @Override
        public <R> R handleBy(Handler<R> handler) {
            return handler.onReconfigure(this);
        }

        @Override
        public void write(JuteWriter out) {
            out.writeInt(KIND).writeLong(session);
            out.writeVector(ids, AuthId::write);
            request.write(out);
        }
    }

    /** A client's write whose bytes make no sense, but which takes its zxid all the same. */
    record Refuse(long session, ZkErrorCode error) implements Command {

        private static final int KIND = 6;

        @Override
        public boolean consumesZxid() {
            return true;
        }

        @Override
        public boolean changesMembers() {
            return false;
        }

        @Override
        public SessionEffect sessionEffect() {
            return SessionEffect.NONE;
        }

        @Override
        public <R> R handleBy(Handler<R> handler) {
            return handler.onRefuse(this);
        }

        @Override
        public void write(JuteWriter out) {
            out.writeInt(KIND).writeLong(session).writeInt(error.code());
        }
    }
}
