/**
 * What a node stands on: clock, timers, random streams, disk and network, and the fabric of named links between nodes.
 *
 * <p>Node code touches the world only through its {@link io.embeddedcluster.internal.host.Host}. Two kinds of host
 * exist, in the sub-packages: <em>live</em> (event loops, loopback TCP, cluster time) and <em>simulated</em> (virtual
 * time, one thread, one seed). Nothing about any protocol is known here. Threading: everything a host hands to a node,
 * and everything a node calls on it, runs on that node's own event loop.
 */
@NullMarked
package io.embeddedcluster.internal.host;

import org.jspecify.annotations.NullMarked;
