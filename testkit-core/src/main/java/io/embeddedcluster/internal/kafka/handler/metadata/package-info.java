/**
 * Requests about the cluster: ApiVersions, Metadata, DescribeCluster, DescribeTopicPartitions.
 *
 * <p>One handler per API key, each answered at once from the broker's image. Entry class: {@link
 * io.embeddedcluster.internal.kafka.handler.metadata.MetadataHandlers}. Threading: the broker's event loop.
 */
@NullMarked
package io.embeddedcluster.internal.kafka.handler.metadata;

import org.jspecify.annotations.NullMarked;
