package io.embeddedcluster.internal.raft;

import java.nio.ByteBuffer;

/**
 * One entry of the replicated log.
 *
 * @param index its place, from 1
 * @param term in which a leader made it
 * @param isNoOp whether a leader made it to begin its term, not the application
 * @param payload what the application proposed; its position is never moved
 */
record LogEntry(long index, long term, boolean isNoOp, ByteBuffer payload) {

    private static final ByteBuffer EMPTY = ByteBuffer.allocate(0).asReadOnlyBuffer();

    static LogEntry noOp(long index, long term) {
        return new LogEntry(index, term, true, EMPTY);
    }

    static LogEntry of(long index, long term, ByteBuffer payload) {
        return new LogEntry(index, term, false, payload.slice().asReadOnlyBuffer());
    }

    int sizeBytes() {
        return payload.remaining();
    }
}
