package io.embeddedcluster.internal.kafka.log;

import io.embeddedcluster.internal.kafka.model.ErrorCode;
import java.nio.ByteBuffer;

/**
 * What was read from a log.
 *
 * @param error NONE, or OFFSET_OUT_OF_RANGE
 * @param bytes whole batches, shared with the log; the first may begin before the offset that was asked for
 */
public record LogRead(ErrorCode error, ByteBuffer bytes) {

    static final LogRead EMPTY =
            new LogRead(ErrorCode.NONE, ByteBuffer.allocate(0).asReadOnlyBuffer());

    static final LogRead OUT_OF_RANGE = new LogRead(ErrorCode.OFFSET_OUT_OF_RANGE, EMPTY.bytes());
}
