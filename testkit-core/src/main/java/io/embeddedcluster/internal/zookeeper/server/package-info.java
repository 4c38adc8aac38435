/**
 * What serves ZooKeeper's clients on one server: connections, the handshake that begins a session or goes on with one, logins,
 * the dispatcher of operations, the order of answers, and read-only mode. {@code OperationDispatcher} and {@code Handshake} ask
 * the rules of the {@code edge}; each connection stands behind a gate of {@code edge.gate}.
 *
 * <p>Entry classes: {@link io.embeddedcluster.internal.zookeeper.server.ClientConnections}, {@link
 * io.embeddedcluster.internal.zookeeper.server.ClientProtocol}. What one operation does is the subject of {@code handler};
 * writes go on to {@code replicated}. Threading: the node's event loop.
 */
@NullMarked
package io.embeddedcluster.internal.zookeeper.server;

import org.jspecify.annotations.NullMarked;
