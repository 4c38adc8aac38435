package io.embeddedcluster.internal.kafka.wire;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Optional;

/**
 * Cuts a stream of bytes into frames: four bytes of length, then so many bytes.
 *
 * <p>A frame that arrives in one piece is handed on without a copy. One that arrives in many is collected in a buffer that grows
 * with what has come, not with what was announced.
 *
 * <pre>{@code
 * decoder.add(bytes);
 * for (var frame = decoder.next(); frame.isPresent(); frame = decoder.next()) { … }
 * }</pre>
 *
 * <p>Threading: one thread.
 *
 * @spec https://kafka.apache.org/protocol.html#protocol_common Kafka protocol guide, requests and responses
 */
public final class KafkaFrameDecoder {

    /** The longest frame that a broker takes unless told otherwise, in bytes: Kafka's {@code socket.request.max.bytes}. */
    public static final int DEFAULT_MAX_FRAME_BYTES = 100 << 20;

    private static final int LENGTH_BYTES = Integer.BYTES;
    private static final int MAX_LIMIT = Integer.MAX_VALUE - 1024;
    private static final int INITIAL_CAPACITY = 4096;
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0).asReadOnlyBuffer();

    private final int maxFrameBytes;
    private final ArrayDeque<ByteBuffer> arrived = new ArrayDeque<>();

    /** The frame in work, its length in front, or only a part of that. Ready to be written to. */
    private ByteBuffer partial = NOTHING;

    /**
     * Starts at the beginning of a stream.
     *
     * @param maxFrameBytes the longest frame to take, in bytes without the length itself
     */
    public KafkaFrameDecoder(int maxFrameBytes) {
        if (maxFrameBytes < 0 || maxFrameBytes > MAX_LIMIT) {
            throw new IllegalArgumentException(
                    "limit of " + maxFrameBytes + " bytes (expected: 0 to " + MAX_LIMIT + ")");
        }
        this.maxFrameBytes = maxFrameBytes;
    }

    /** Takes what has arrived, cut at no particular place. The bytes may be shared with the frames. */
    public void add(ByteBuffer bytes) {
        if (bytes.hasRemaining()) {
            arrived.add(bytes.slice());
        }
    }

    /**
     * Returns the next frame, without its length, if it has arrived whole.
     *
     * @throws WireFormatException if its length is negative or above the limit. The stream cannot be read on.
     */
    public Optional<ByteBuffer> next() {
        Optional<ByteBuffer> frame = Optional.empty();
        while (frame.isEmpty() && !arrived.isEmpty()) {
            ByteBuffer bytes = arrived.getFirst();
            frame = partial.position() == 0 ? takeWhole(bytes) : Optional.empty();
            if (frame.isEmpty()) {
                frame = collect(bytes);
            }
            if (!bytes.hasRemaining()) {
                arrived.removeFirst();
            }
        }
        return frame;
    }

    /** {@return whether part of a frame has arrived, and not its end} */
    public boolean isWithinFrame() {
        return partial.position() > 0 || !arrived.isEmpty();
    }

    private Optional<ByteBuffer> takeWhole(ByteBuffer bytes) {
        if (bytes.remaining() < LENGTH_BYTES) {
            return Optional.empty();
        }
        int length = checkedLength(bytes.getInt(bytes.position()));
        if (bytes.remaining() - LENGTH_BYTES < length) {
            return Optional.empty();
        }
        ByteBuffer frame = bytes.slice(bytes.position() + LENGTH_BYTES, length);
        bytes.position(bytes.position() + LENGTH_BYTES + length);
        return Optional.of(frame);
    }

    /** Moves bytes into the frame in work, up to its end. */
    private Optional<ByteBuffer> collect(ByteBuffer bytes) {
        if (partial.position() < LENGTH_BYTES) {
            move(bytes, LENGTH_BYTES);
        }
        if (partial.position() < LENGTH_BYTES) {
            return Optional.empty();
        }
        int length = checkedLength(partial.getInt(0));
        move(bytes, LENGTH_BYTES + length);
        if (partial.position() < LENGTH_BYTES + length) {
            return Optional.empty();
        }
        ByteBuffer frame = partial.slice(LENGTH_BYTES, length);
        partial = NOTHING;
        return Optional.of(frame);
    }

    private void move(ByteBuffer bytes, int untilPosition) {
        int count = Math.min(untilPosition - partial.position(), bytes.remaining());
        int needed = partial.position() + count;
        if (needed > partial.capacity()) {
            int doubled = (int) Math.min(untilPosition, 2L * partial.capacity());
            partial = ByteBuffer.allocate(Math.max(Math.max(needed, doubled), INITIAL_CAPACITY))
                    .put(partial.flip());
        }
        partial.put(bytes.slice(bytes.position(), count));
        bytes.position(bytes.position() + count);
    }

    private int checkedLength(int length) {
        if (length < 0 || length > maxFrameBytes) {
            throw new WireFormatException(
                    0, "frame length", "frame of " + length + " bytes (expected: 0 to " + maxFrameBytes + ")");
        }
        return length;
    }
}
