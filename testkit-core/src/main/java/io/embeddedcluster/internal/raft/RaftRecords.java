package io.embeddedcluster.internal.raft;

import io.embeddedcluster.internal.host.DiskException;
import io.embeddedcluster.internal.host.NodeName;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of records on disk: length and checksum of a body, then the body, whose first byte is its kind.
 *
 * <pre>{@code
 * record   = length:int32 crc32c:int32 body
 * body     = 1 index:int64 term:int64 membership             base: the log begins after this entry
 *          | 2 term:int64 voted-for:utf8                     vote; nobody where empty
 *          | 3 index:int64 term:int64 kind:int8 payload      entry
 *          | 4 index:int64 term:int64 membership state       snapshot
 * }</pre>
 */
final class RaftRecords {

    private static final byte BASE = 1;
    private static final byte VOTE = 2;
    private static final byte ENTRY = 3;
    private static final byte SNAPSHOT = 4;
    private static final int HEADER_BYTES = 8;
    private static final int KIND_AND_POSITION_BYTES = 1 + 8 + 8;

    private RaftRecords() {}

    /** Told a log's base. */
    @FunctionalInterface
    interface BaseConsumer {
        void accept(long index, long term, Membership membership);
    }

    /** Told a vote. */
    @FunctionalInterface
    interface VoteConsumer {
        void accept(long term, @Nullable NodeName votedFor);
    }

    static ByteBuffer base(long index, long term, Membership membership) {
        ByteBuffer record = begin(membership.sizeBytes(), BASE, index, term);
        membership.write(record);
        return seal(record);
    }

    static ByteBuffer vote(long term, @Nullable NodeName votedFor) {
        byte[] name = votedFor == null ? new byte[0] : votedFor.value().getBytes(StandardCharsets.UTF_8);
        return seal(ByteBuffer.allocate(HEADER_BYTES + 1 + 8 + name.length)
                .putLong(0)
                .put(VOTE)
                .putLong(term)
                .put(name));
    }

    static ByteBuffer entry(LogEntry entry) {
        ByteBuffer record = begin(1 + entry.sizeBytes(), ENTRY, entry.index(), entry.term());
        record.put(entry.kind().number());
        record.put(entry.payload().duplicate());
        return seal(record);
    }

    static ByteBuffer snapshot(RaftSnapshot snapshot) {
        int extraBytes = snapshot.membership().sizeBytes() + snapshot.state().remaining();
        ByteBuffer record = begin(extraBytes, SNAPSHOT, snapshot.lastIndex(), snapshot.lastTerm());
        snapshot.membership().write(record);
        record.put(snapshot.state().duplicate());
        return seal(record);
    }

    static ByteBuffer join(List<ByteBuffer> records) {
        ByteBuffer joined = ByteBuffer.allocate(
                records.stream().mapToInt(ByteBuffer::remaining).sum());
        records.forEach(joined::put);
        return joined.flip();
    }

    /**
     * Returns the body of the next record and moves behind it.
     *
     * @return null where it is damaged; the buffer is then at its end if nothing can come after the damage, as in a torn
     *     tail, and else where the next record would begin
     */
    static @Nullable ByteBuffer nextBody(ByteBuffer bytes) {
        if (bytes.remaining() < HEADER_BYTES) {
            bytes.position(bytes.limit());
            return null;
        }
        int length = bytes.getInt();
        int checksum = bytes.getInt();
        if (length <= 0 || length > bytes.remaining()) {
            bytes.position(bytes.limit());
            return null;
        }
        ByteBuffer body = bytes.slice(bytes.position(), length);
        bytes.position(bytes.position() + length);
        return checksum == checksum(body) ? body : null;
    }

    /** Hands the content of a body from the log to the one who wants it. */
    static void replay(ByteBuffer body, BaseConsumer onBase, VoteConsumer onVote, Consumer<LogEntry> onEntry) {
        try {
            byte kind = body.get();
            switch (kind) {
                case BASE -> onBase.accept(body.getLong(), body.getLong(), Membership.read(body));
                case VOTE -> onVote.accept(body.getLong(), readName(body));
                case ENTRY -> onEntry.accept(readEntry(body));
                default -> throw new DiskException("unknown record kind " + kind + " in a log");
            }
        } catch (BufferUnderflowException | IllegalArgumentException e) {
            throw new DiskException("a record in a log is too short or makes no sense", e);
        }
    }

    static RaftSnapshot readSnapshot(ByteBuffer body) {
        if (body.remaining() < KIND_AND_POSITION_BYTES || body.get() != SNAPSHOT) {
            throw new DiskException("a snapshot file holds no snapshot");
        }
        try {
            long lastIndex = body.getLong();
            long lastTerm = body.getLong();
            Membership membership = Membership.read(body);
            return new RaftSnapshot(
                    lastIndex, lastTerm, membership, body.slice().asReadOnlyBuffer());
        } catch (BufferUnderflowException | IllegalArgumentException e) {
            throw new DiskException("a snapshot file makes no sense", e);
        }
    }

    private static LogEntry readEntry(ByteBuffer body) {
        long index = body.getLong();
        long term = body.getLong();
        LogEntry.Kind kind = LogEntry.Kind.of(body.get());
        return new LogEntry(index, term, kind, body.slice().asReadOnlyBuffer());
    }

    private static @Nullable NodeName readName(ByteBuffer body) {
        return body.hasRemaining()
                ? new NodeName(StandardCharsets.UTF_8.decode(body).toString())
                : null;
    }

    private static ByteBuffer begin(int extraBytes, byte kind, long index, long term) {
        return ByteBuffer.allocate(HEADER_BYTES + KIND_AND_POSITION_BYTES + extraBytes)
                .putLong(0)
                .put(kind)
                .putLong(index)
                .putLong(term);
    }

    private static ByteBuffer seal(ByteBuffer record) {
        record.flip();
        ByteBuffer body = record.slice(HEADER_BYTES, record.remaining() - HEADER_BYTES);
        record.putInt(0, body.remaining());
        record.putInt(4, checksum(body));
        return record;
    }

    private static int checksum(ByteBuffer body) {
        CRC32C crc = new CRC32C();
        crc.update(body.duplicate());
        return (int) crc.getValue();
    }
}
