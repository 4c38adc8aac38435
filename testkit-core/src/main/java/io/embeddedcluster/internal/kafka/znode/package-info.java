/**
 * A broker as a client of the quorum: Kafka's znodes with their paths and JSON, and who reads and writes them. {@link
 * io.embeddedcluster.internal.kafka.znode.MetadataWatcher} makes images of them, {@link
 * io.embeddedcluster.internal.kafka.znode.BrokerRegistrar} keeps the broker registered, {@link
 * io.embeddedcluster.internal.kafka.znode.PartitionStateStore} writes a leader's ISR, {@link
 * io.embeddedcluster.internal.kafka.znode.ProducerIdAllocator} takes blocks of producer ids.
 *
 * <p>All stand on {@link io.embeddedcluster.internal.kafka.znode.ZnodeStore}, the tree as one broker reaches it. Threading:
 * the broker's event loop.
 */
@NullMarked
package io.embeddedcluster.internal.kafka.znode;

import org.jspecify.annotations.NullMarked;
