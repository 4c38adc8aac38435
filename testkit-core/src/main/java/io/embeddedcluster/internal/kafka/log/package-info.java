/**
 * The log of one topic partition on a {@link io.embeddedcluster.internal.host.Disk}: record batches as bytes, what a leader
 * demands of a produced batch, segments and their recovery, leader epochs, producer states and offset checkpoints.
 *
 * <p>Start at {@link io.embeddedcluster.internal.kafka.log.PartitionLog}. Who leads and who follows is not known here, nor
 * is the high watermark, which belongs to {@code internal.kafka.replica}. Threading: everything is confined to the
 * broker's event loop.
 */
@NullMarked
package io.embeddedcluster.internal.kafka.log;

import org.jspecify.annotations.NullMarked;
