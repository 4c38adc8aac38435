/**
 * One handler per operation: what a request means, which error it ends with, what its reply holds.
 *
 * <p>{@link io.embeddedcluster.internal.zookeeper.handler.WriteHandler}s run on every server when the request comes out of
 * the log, and must end the same everywhere: they see the tree, the request, and what the log says about the client.
 * {@link io.embeddedcluster.internal.zookeeper.handler.ReadHandler}s run on the client's server only. Entry class:
 * {@link io.embeddedcluster.internal.zookeeper.handler.Handlers}. Threading: the node's event loop.
 */
@NullMarked
package io.embeddedcluster.internal.zookeeper.handler;

import org.jspecify.annotations.NullMarked;
