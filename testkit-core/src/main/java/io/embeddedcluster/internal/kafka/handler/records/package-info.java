/**
 * Requests about records: Produce, Fetch, ListOffsets, OffsetForLeaderEpoch, and the ids of producers.
 *
 * <p>One handler per API key; what waits for records or replicas is a {@code Pending…}. Entry class: {@link
 * io.embeddedcluster.internal.kafka.handler.records.RecordHandlers}. Threading: the broker's event loop.
 */
@NullMarked
package io.embeddedcluster.internal.kafka.handler.records;

import org.jspecify.annotations.NullMarked;
