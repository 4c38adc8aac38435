package io.embeddedcluster.internal.zookeeper.handler;

import io.embeddedcluster.internal.zookeeper.wire.ZkRequest;

/**
 * Decides on one kind of write, and does it. What it changes is taken back where it, or a later part of the same multi,
 * fails.
 *
 * @param <R> the kind
 */
@FunctionalInterface
public interface WriteHandler<R extends ZkRequest> {

    /** Does it, or says why not. Deterministic: nothing but the arguments counts. */
    WriteResult handle(WriteContext context, R request);
}
