package io.embeddedcluster.internal.kafka.log;

import io.embeddedcluster.internal.kafka.model.ErrorCode;
import java.nio.ByteBuffer;

/**
 * What was read from a log.
 *
 * @param error NONE, or OFFSET_OUT_OF_RANGE
 * @param bytes whole batches, shared with the log; the first may begin before the offset that was asked for
 * @param nextOffset where to go on reading: behind the last of the batches, or the offset that was asked for where there is
 *     none
 */
public record LogRead(ErrorCode error, ByteBuffer bytes, long nextOffset) {

    private static final ByteBuffer NO_BYTES = ByteBuffer.allocate(0).asReadOnlyBuffer();

    static LogRead of(ByteBuffer bytes, long nextOffset) {
        return new LogRead(ErrorCode.NONE, bytes, nextOffset);
    }

    static LogRead nothingAt(long offset) {
        return of(NO_BYTES, offset);
    }

    static LogRead outOfRange(long offset) {
        return new LogRead(ErrorCode.OFFSET_OUT_OF_RANGE, NO_BYTES, offset);
    }
}
