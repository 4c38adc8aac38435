package io.embeddedcluster.internal.zookeeper.wire;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Cuts a stream of bytes into frames: a length in four bytes, big-endian, then that many bytes.
 *
 * <p>It allocates memory only for bytes that have arrived, so that a great length alone costs nothing.
 */
public final class FrameDecoder {

    /** ZooKeeper's default for {@code jute.maxbuffer}: one byte less than 1 MiB. */
    public static final int DEFAULT_LIMIT_BYTES = 0xfffff;

    private static final int LENGTH_BYTES = Integer.BYTES;

    private final int limitBytes;
    private final Deque<ByteBuffer> pieces = new ArrayDeque<>();
    private long available;

    /** Refuses frames longer than {@code limitBytes}. */
    public FrameDecoder(int limitBytes) {
        this.limitBytes = limitBytes;
    }

    /** Takes bytes as they arrived. They must not be modified afterwards. */
    public void add(ByteBuffer bytes) {
        if (bytes.hasRemaining()) {
            pieces.add(bytes.slice());
            available += bytes.remaining();
        }
    }

    /** {@return the next four bytes, not consumed, or null while fewer have arrived} */
    public @Nullable Integer peekInt() {
        if (available < LENGTH_BYTES) {
            return null;
        }
        ByteBuffer first = pieces.getFirst();
        if (first.remaining() < LENGTH_BYTES) {
            first = take(LENGTH_BYTES);
            pieces.addFirst(first);
            available += LENGTH_BYTES;
        }
        return first.getInt(first.position());
    }

    /** {@return that many of the next bytes, not consumed, or null while fewer have arrived} */
    public @Nullable ByteBuffer peek(int length) {
        if (available < length) {
            return null;
        }
        ByteBuffer bytes = take(length);
        pieces.addFirst(bytes.slice());
        available += length;
        return bytes;
    }

    /**
     * Returns the bytes of the next frame without its length, or null while it is incomplete.
     *
     * @throws JuteFormatException if the length is negative or above the limit
     */
    public @Nullable ByteBuffer next() {
        Integer length = peekInt();
        if (length == null) {
            return null;
        }
        if (length < 0 || length > limitBytes) {
            throw new JuteFormatException("frame length " + length + " is not within 0.." + limitBytes);
        }
        if (available < LENGTH_BYTES + (long) length) {
            return null;
        }
        take(LENGTH_BYTES);
        return take(length);
    }

    /** {@return whether part of a frame has arrived, and not its end} */
    public boolean isWithinFrame() {
        Integer length = peekInt();
        return length == null ? available > 0 : available < LENGTH_BYTES + (long) length;
    }

    private ByteBuffer take(int length) {
        available -= length;
        if (length == 0) {
            return ByteBuffer.allocate(0);
        }
        ByteBuffer first = pieces.getFirst();
        if (first.remaining() >= length) {
            ByteBuffer taken = first.slice(first.position(), length);
            advance(first, length);
            return taken;
        }
        ByteBuffer joined = ByteBuffer.allocate(length);
        while (joined.hasRemaining()) {
            ByteBuffer piece = pieces.getFirst();
            int part = Math.min(piece.remaining(), joined.remaining());
            joined.put(piece.slice(piece.position(), part));
            advance(piece, part);
        }
        return joined.flip();
    }

    private void advance(ByteBuffer piece, int bytes) {
        piece.position(piece.position() + bytes);
        if (!piece.hasRemaining()) {
            pieces.removeFirst();
        }
    }
}
