/**
 * Our own engine: turns a plan into running brokers and quorum nodes on live machines, starts and ends them, and asks them
 * what the seam wants to know. What a node does is not here, nor what a user types.
 *
 * <p>Entry classes: {@link io.embeddedcluster.internal.engine.embedded.EmbeddedEngine}, and
 * {@link io.embeddedcluster.internal.engine.embedded.RunningCluster} behind it. Threading: called from outside the event
 * loops; each call hops onto the loop of the node that it concerns and waits, with a deadline.
 */
@NullMarked
package io.embeddedcluster.internal.engine.embedded;

import org.jspecify.annotations.NullMarked;
