/**
 * What a broker knows of its cluster, and the znodes it knows it from.
 *
 * <p>Here are the layout and the JSON of Apache Kafka 3.9 in ZooKeeper mode ({@code Znode…}), the image that every broker
 * derives from them ({@link io.embeddedcluster.internal.kafka.metadata.MetadataImage}), and what every broker, controller
 * or not, writes there: its registration, the ISR of partitions it leads, blocks of producer ids, topics it creates for
 * clients that asked for unknown ones. What only the controller writes is in the package {@code controller}.
 *
 * <p>There is no metadata request between brokers: each one watches the tree and reads again what changed
 * ({@link io.embeddedcluster.internal.kafka.metadata.MetadataWatcher}). Threading: everything runs on the broker's event
 * loop; images and all other values are immutable.
 */
@NullMarked
package io.embeddedcluster.internal.kafka.metadata;

import org.jspecify.annotations.NullMarked;
