/**
 * The image of the cluster, as one broker knows it at one moment: brokers, topics, partitions with their leaders and ISR.
 *
 * <p>Entry class: {@link io.embeddedcluster.internal.kafka.metadata.MetadataImage}. How an image comes from znodes is the
 * subject of {@code znode}, who decides what is in it of {@code controller}. Threading: all are immutable.
 */
@NullMarked
package io.embeddedcluster.internal.kafka.metadata;

import org.jspecify.annotations.NullMarked;
