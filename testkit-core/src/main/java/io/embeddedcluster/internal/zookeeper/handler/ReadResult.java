package io.embeddedcluster.internal.zookeeper.handler;

import io.embeddedcluster.internal.zookeeper.wire.JuteWriter;
import io.embeddedcluster.internal.zookeeper.wire.ZkErrorCode;
import java.util.function.Consumer;

/**
 * The answer to a read.
 *
 * @param error OK, or why the read failed
 * @param body writes what follows the header where error is OK
 */
public record ReadResult(ZkErrorCode error, Consumer<JuteWriter> body) {

    /** An answer without a body. */
    public static ReadResult done() {
        return new ReadResult(ZkErrorCode.OK, out -> {});
    }

    /** An answer with a body. */
    public static ReadResult done(Consumer<JuteWriter> body) {
        return new ReadResult(ZkErrorCode.OK, body);
    }

    /** An error. */
    public static ReadResult failed(ZkErrorCode error) {
        return new ReadResult(error, out -> {});
    }
}
