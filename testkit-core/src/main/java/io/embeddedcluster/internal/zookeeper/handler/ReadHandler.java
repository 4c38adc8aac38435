package io.embeddedcluster.internal.zookeeper.handler;

import io.embeddedcluster.internal.zookeeper.wire.ZkRequest;

/**
 * Answers one kind of read from the tree and the watches of this server.
 *
 * @param <R> the request
 */
@FunctionalInterface
public interface ReadHandler<R extends ZkRequest> {

    /** Answers, and leaves a watch where the client asks for one. */
    ReadResult handle(ReadContext context, R request);
}
