/**
 * Sessions: which there are, whose they are, and when they end.
 *
 * <p>The {@link io.embeddedcluster.internal.zookeeper.session.SessionTable} is the same on all servers and changes through
 * the log only. {@link io.embeddedcluster.internal.zookeeper.session.SessionExpiry} exists on the leader, which alone
 * decides that a session is over. Threading: the node's event loop.
 */
@NullMarked
package io.embeddedcluster.internal.zookeeper.session;

import org.jspecify.annotations.NullMarked;
