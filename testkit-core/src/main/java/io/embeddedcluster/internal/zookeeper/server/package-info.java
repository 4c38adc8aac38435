/**
 * What serves ZooKeeper's clients on one server: connections, the handshake that begins a session or goes on with one, logins,
 * the dispatcher of operations, the order of answers, read-only mode, and what a test does to the sessions that are connected
 * here. {@code OperationDispatcher} and {@code Handshake} ask the rules of the {@code edge}.
 *
 * <p>Entry classes: {@link io.embeddedcluster.internal.zookeeper.server.ClientConnections}, {@link
 * io.embeddedcluster.internal.zookeeper.server.ClientProtocol}. What one operation does is the subject of {@code handler};
 * writes go on to {@code replicated}. Threading: the node's event loop.
 */
@NullMarked
package io.embeddedcluster.internal.zookeeper.server;

import org.jspecify.annotations.NullMarked;
