package io.embeddedcluster.internal.zookeeper.handler;

import io.embeddedcluster.internal.zookeeper.wire.ZkRequest;

/**
 * Checks one kind of write, and carries it out. Where it fails, or a later part of the same multi does, its caller rolls the
 * changes back.
 *
 * @param <R> the request
 */
@FunctionalInterface
public interface WriteHandler<R extends ZkRequest> {

    /** Does it, or says why not. Deterministic: nothing but the arguments counts. */
    WriteResult handle(WriteContext context, R request);
}
