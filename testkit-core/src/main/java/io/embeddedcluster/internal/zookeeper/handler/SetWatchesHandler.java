package io.embeddedcluster.internal.zookeeper.handler;

import io.embeddedcluster.internal.zookeeper.wire.SetWatchesRequest;

/** Takes over the watches of a client that was connected elsewhere: setWatches and setWatches2. */
final class SetWatchesHandler implements ReadHandler<SetWatchesRequest> {

    @Override
    public ReadResult handle(ReadContext context, SetWatchesRequest request) {
        context.watches().takeOver(request, context.tree(), context.watcher());
        return ReadResult.done();
    }
}
