/**
 * What truly happens inside a cluster, told by the nodes themselves at the moment when it happens: what is promised to
 * clients, and what comes out of the log. The ledgers of a check stand on it, and the truths that simulations compare clients'
 * experience with.
 *
 * <p>A {@link io.embeddedcluster.internal.observer.ClusterEvent} speaks in plain numbers and names, so that an observer knows
 * neither brokers nor quorum nodes; the one exception is {@link io.embeddedcluster.internal.observer.EntryApplied}, which is
 * the type of whoever applies. What a person reads afterwards is the subject of {@code journal}; whether promises were kept
 * is that of {@code internal.check}.
 *
 * <p>Entry class: {@link io.embeddedcluster.internal.observer.ClusterObserver}; a node is given its
 * {@link io.embeddedcluster.internal.observer.NodeObserver}, which keeps an observer that throws from disturbing it.
 * Threading: observers are called on the event loop of the node that tells, those of one cluster on several.
 */
@NullMarked
package io.embeddedcluster.internal.observer;

import org.jspecify.annotations.NullMarked;
