package io.embeddedcluster.internal.zookeeper.handler;

import io.embeddedcluster.internal.zookeeper.wire.ZkRequest;

/**
 * Answers one kind of read from what this server has.
 *
 * @param <R> the kind
 */
@FunctionalInterface
public interface ReadHandler<R extends ZkRequest> {

    /** Answers, and leaves a watch where the client asks for one. */
    ReadResult handle(ReadContext context, R request);
}
