package io.embeddedcluster.internal.zookeeper.client;

import io.embeddedcluster.internal.zookeeper.wire.ZkErrorCode;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * How one operation of a {@link ZkClient} ended.
 *
 * @param <T> what a success carries
 * @param error OK, or why the operation failed
 * @param zxid last transaction that the server had applied when it answered; of a write, its own. -1 without an answer
 * @param valueOrNull there where error is OK, and where one part of a multi failed
 */
public record ZkResult<T>(
        ZkErrorCode error, long zxid, @Nullable T valueOrNull) {

    /** {@return whether the operation succeeded} */
    public boolean isOk() {
        return error.isOk();
    }

    /** {@return what the success carries; only where there is something} */
    public T value() {
        return Objects.requireNonNull(valueOrNull, () -> "no value: the operation ended with " + error);
    }

    /** Is given the result of one operation, exactly once. */
    public interface Callback<T> extends Consumer<ZkResult<T>> {}
}
