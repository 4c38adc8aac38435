/**
 * Bytes to Kafka's messages and back.
 *
 * <p>The messages themselves are generated into {@code wire.message} from Kafka's own schemas; here is what they are made of
 * ({@link io.embeddedcluster.internal.kafka.wire.WireReader}, {@link io.embeddedcluster.internal.kafka.wire.WireWriter}), and what
 * is around them: frames, headers, API keys and error codes. What a message means is known to the handlers only, and what is
 * inside a batch of records to {@code internal.kafka.log}.
 *
 * <p>Threading: nothing here is thread-safe, nothing here is shared.
 */
@NullMarked
package io.embeddedcluster.internal.kafka.wire;

import org.jspecify.annotations.NullMarked;
