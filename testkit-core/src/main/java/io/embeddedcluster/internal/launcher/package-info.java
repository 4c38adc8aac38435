/**
 * The stand-alone program: a cluster for tests in any language, ruled over standard input.
 *
 * <p>Entry class: {@link io.embeddedcluster.internal.launcher.Main}. This is not node code: it uses the public surface only,
 * from the main thread, and may wait. Kafka's clients are used in {@code demo} alone.
 */
@NullMarked
package io.embeddedcluster.internal.launcher;

import org.jspecify.annotations.NullMarked;
