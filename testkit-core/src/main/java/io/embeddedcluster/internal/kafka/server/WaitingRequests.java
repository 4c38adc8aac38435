package io.embeddedcluster.internal.kafka.server;

import io.embeddedcluster.internal.kafka.wire.KafkaFrameDecoder;
import io.embeddedcluster.internal.kafka.wire.WireFormatException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Optional;

/** Requests of one connection that have come in, or are about to, and are not served yet. */
final class WaitingRequests {

    /** From this many on nothing more is read. */
    static final int MAX_REQUESTS = 16;
    /** From this many bytes on nothing more is read; one request may be longer. */
    static final long MAX_BYTES = 1 << 20;

    private final KafkaFrameDecoder decoder = new KafkaFrameDecoder(KafkaFrameDecoder.DEFAULT_MAX_FRAME_BYTES);
    private final ArrayDeque<ByteBuffer> frames = new ArrayDeque<>();
    private long bytes;

    /**
     * Cuts requests out of what came.
     *
     * @throws WireFormatException if there is what cannot be a frame; the requests before it are kept
     */
    void add(ByteBuffer received) {
        decoder.add(received);
        for (Optional<ByteBuffer> frame = decoder.next(); frame.isPresent(); frame = decoder.next()) {
            frames.add(frame.get());
            bytes += frame.get().remaining();
        }
    }

    /**
     * Takes the oldest request away.
     *
     * @throws java.util.NoSuchElementException if there is none
     */
    ByteBuffer next() {
        ByteBuffer frame = frames.remove();
        bytes -= frame.remaining();
        return frame;
    }

    void clear() {
        frames.clear();
    }

    boolean isEmpty() {
        return frames.isEmpty();
    }

    /** {@return whether the sender has to wait until some are served} */
    boolean isFull() {
        return frames.size() >= MAX_REQUESTS || bytes >= MAX_BYTES;
    }

    /** {@return whether a request has come in part} */
    boolean isWithinFrame() {
        return decoder.isWithinFrame();
    }
}
