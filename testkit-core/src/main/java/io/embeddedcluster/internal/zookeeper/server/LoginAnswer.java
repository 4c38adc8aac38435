package io.embeddedcluster.internal.zookeeper.server;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The answer to one step of a login.
 *
 * @param frame of the answer
 * @param end why the connection ends behind it, or null where it does not
 */
record LoginAnswer(ByteBuffer frame, @Nullable String end) {}
