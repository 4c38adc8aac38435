/**
 * Who is told of which changes of the tree: one-shot, persistent and recursive watches, and what a client is told that
 * comes from another server.
 *
 * <p>Watches belong to a connection, not to a session, as in ZooKeeper: a client brings them along when it moves. Entry
 * class: {@link io.embeddedcluster.internal.zookeeper.watch.Watches}. Threading: the node's event loop.
 */
@NullMarked
package io.embeddedcluster.internal.zookeeper.watch;

import org.jspecify.annotations.NullMarked;
