package io.embeddedcluster.internal.raft;

import java.nio.ByteBuffer;

/**
 * One entry of the replicated log.
 *
 * @param index its place, from 1
 * @param term in which a leader made it
 * @param kind what it is for
 * @param payload of the kind's own form; its position is never moved
 */
record LogEntry(long index, long term, Kind kind, ByteBuffer payload) {

    private static final ByteBuffer EMPTY = ByteBuffer.allocate(0).asReadOnlyBuffer();

    /** What an entry is for. */
    enum Kind {
        /** What the application proposed. */
        COMMAND(0),
        /** A leader begins its term. */
        NO_OP(1),
        /** A membership, and then what the application proposed with it. */
        MEMBERSHIP(2);

        private final byte number;

        Kind(int number) {
            this.number = (byte) number;
        }

        /** {@return the number on disk and on the wire} */
        byte number() {
            return number;
        }

        /** Returns the kind of that number, or throws an {@link IllegalArgumentException} where there is none. */
        static Kind of(byte number) {
            return switch (number) {
                case 0 -> COMMAND;
                case 1 -> NO_OP;
                case 2 -> MEMBERSHIP;
                default -> throw new IllegalArgumentException("entry of kind " + number);
            };
        }
    }

    static LogEntry noOp(long index, long term) {
        return new LogEntry(index, term, Kind.NO_OP, EMPTY);
    }

    static LogEntry of(long index, long term, ByteBuffer payload) {
        return new LogEntry(index, term, Kind.COMMAND, payload.slice().asReadOnlyBuffer());
    }

    static LogEntry of(long index, long term, Membership membership, ByteBuffer command) {
        ByteBuffer payload = ByteBuffer.allocate(membership.sizeBytes() + command.remaining());
        membership.write(payload);
        payload.put(command.duplicate()).flip();
        return new LogEntry(index, term, Kind.MEMBERSHIP, payload.asReadOnlyBuffer());
    }

    boolean isNoOp() {
        return kind == Kind.NO_OP;
    }

    boolean isMembership() {
        return kind == Kind.MEMBERSHIP;
    }

    /** {@return who takes part from here on; of such an entry only} */
    Membership membership() {
        return Membership.read(payload.duplicate());
    }

    /** {@return what the application proposed} */
    ByteBuffer command() {
        ByteBuffer bytes = payload.duplicate();
        if (isMembership()) {
            Membership.read(bytes);
        }
        return bytes.slice();
    }

    int sizeBytes() {
        return payload.remaining();
    }
}
