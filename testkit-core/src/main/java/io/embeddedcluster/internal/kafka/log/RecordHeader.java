package io.embeddedcluster.internal.kafka.log;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A header of a record.
 *
 * @param key the header's name
 * @param value the header's bytes; may be null
 */
public record RecordHeader(String key, @Nullable ByteBuffer value) {}
