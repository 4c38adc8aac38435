package io.embeddedcluster.internal.engine;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A record as it lies in a log.
 *
 * @param offset in the partition
 * @param timestampMillis milliseconds since 1970
 * @param key its bytes, or null where it has none; not to be changed
 * @param value its bytes, or null where it has none; not to be changed
 */
public record StoredRecord(
        long offset,
        long timestampMillis,
        @Nullable ByteBuffer key,
        @Nullable ByteBuffer value) {}
