/**
 * Turns a plan into running nodes, and is the seam for other engines later.
 *
 * <p>Entry class: {@link io.embeddedcluster.internal.engine.RunningCluster}. Threading: called from outside the event
 * loops; each call hops onto the loop of the node that it concerns and waits, with a deadline.
 */
@NullMarked
package io.embeddedcluster.internal.engine;

import org.jspecify.annotations.NullMarked;
