/**
 * The rules of replication as a pure core: what a leader and a follower do, when the high watermark rises, where a
 * follower cuts its log, who is in the ISR.
 *
 * <p>Nothing here sends, writes or waits: events come in, {@link io.embeddedcluster.internal.kafka.replica.ReplicaEffect
 * effects} and {@link io.embeddedcluster.internal.kafka.replica.FollowerAction actions} go out, and {@code replication}
 * carries them out. Entry class: {@link io.embeddedcluster.internal.kafka.replica.Replica}. Threading: the broker's event
 * loop, or whoever tests it.
 */
@NullMarked
package io.embeddedcluster.internal.kafka.replica;

import org.jspecify.annotations.NullMarked;
