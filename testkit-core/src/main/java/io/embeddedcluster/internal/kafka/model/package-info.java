/**
 * The words that every part of a broker uses: partitions, topic names and ids, error codes.
 *
 * <p>Values only, which know nothing of files, messages or znodes; everything else may use them. Threading: all are
 * immutable.
 */
@NullMarked
package io.embeddedcluster.internal.kafka.model;

import org.jspecify.annotations.NullMarked;
