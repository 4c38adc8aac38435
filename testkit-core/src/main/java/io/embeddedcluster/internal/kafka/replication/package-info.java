/**
 * What hosts replicas and carries out what {@code replica} decides: logs, appends and reads, effects, the fetchers of
 * followers, and requests that wait for replication.
 *
 * <p>Entry class: {@link io.embeddedcluster.internal.kafka.replication.HostedReplicas}. Threading: the broker's event loop.
 */
@NullMarked
package io.embeddedcluster.internal.kafka.replication;

import org.jspecify.annotations.NullMarked;
