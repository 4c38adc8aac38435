package io.embeddedcluster.internal.zookeeper.handler;

import io.embeddedcluster.internal.zookeeper.wire.SetWatchesRequest;

/**
 * Sets the watches again that a client had at its former server, and fires those whose event it has missed: setWatches and
 * setWatches2.
 */
final class SetWatchesHandler implements ReadHandler<SetWatchesRequest> {

    @Override
    public ReadResult handle(ReadContext context, SetWatchesRequest request) {
        context.watches().takeOver(request, context.tree(), context.watcher());
        return ReadResult.done();
    }
}
