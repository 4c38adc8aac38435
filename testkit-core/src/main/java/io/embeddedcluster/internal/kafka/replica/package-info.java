/**
 * The rules by which the replicas of one topic partition stay equal, as a pure core: an event comes in (a partition state, a
 * follower's fetch, the leader's answer, the passing of time), what is to be done goes out. Nothing here sends, writes or
 * waits, and time is handed in.
 *
 * <p>Start at {@link io.embeddedcluster.internal.kafka.replica.Replica}. The broker carries out the effects at once and in
 * the order given, before it hands in the next event.
 */
@NullMarked
package io.embeddedcluster.internal.kafka.replica;

import org.jspecify.annotations.NullMarked;
