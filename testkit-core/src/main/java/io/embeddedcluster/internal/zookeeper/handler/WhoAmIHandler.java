package io.embeddedcluster.internal.zookeeper.handler;

import io.embeddedcluster.internal.zookeeper.wire.EmptyRequest;
import java.util.List;

/** Lists the identities that the client has proved, without secrets. */
final class WhoAmIHandler implements ReadHandler<EmptyRequest> {

    @Override
    public ReadResult handle(ReadContext context, EmptyRequest request) {
        List<AuthId> ids = List.copyOf(context.ids());
        return ReadResult.done(out -> out.writeVector(ids, (id, writer) -> {
            boolean digest = id.scheme().equals(AuthScheme.DIGEST.name);
            writer.writeString(id.scheme()).writeString(digest ? id.id().split(":", 2)[0] : id.id());
        }));
    }
}
