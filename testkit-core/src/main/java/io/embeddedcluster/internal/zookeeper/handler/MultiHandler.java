package io.embeddedcluster.internal.zookeeper.handler;

import io.embeddedcluster.internal.zookeeper.wire.MultiRequest;
import io.embeddedcluster.internal.zookeeper.wire.MultiResult;
import io.embeddedcluster.internal.zookeeper.wire.OpCode;
import io.embeddedcluster.internal.zookeeper.wire.ZkErrorCode;
import io.embeddedcluster.internal.zookeeper.wire.ZkRequest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Carries out the parts of a multi in order, each on what the ones before it have changed; where one fails, none changes
 * anything.
 *
 * <p>Where one fails, the reply says OK for those before it, its error for itself, and RUNTIME_INCONSISTENCY for those after
 * it, which were not tried.
 */
final class MultiHandler implements WriteHandler<MultiRequest> {

    private final Handlers handlers;

    MultiHandler(Handlers handlers) {
        this.handlers = handlers;
    }

    @Override
    public WriteResult handle(WriteContext context, MultiRequest request) {
        List<MultiResult> parts = new ArrayList<>();
        for (ZkRequest part : request.operations()) {
            WriteResult result = handlers.write(context, part);
            if (result.error() == ZkErrorCode.MARSHALLING_ERROR) {
                // Nothing that a part can end with: then the whole has no parts.
                return WriteResult.failed(result.error());
            }
            if (!result.error().isOk()) {
                return new WriteResult(result.error(), null, null, failure(request, parts.size(), result.error()));
            }
            parts.add(result.asPart(answerOf(part.op())));
        }
        return new WriteResult(ZkErrorCode.OK, null, null, parts);
    }

    private static OpCode answerOf(OpCode part) {
        return switch (part) {
            case CREATE_CONTAINER, CREATE_TTL -> OpCode.CREATE2;
            default -> part;
        };
    }

    private static List<MultiResult> failure(MultiRequest request, int failed, ZkErrorCode error) {
        int size = request.operations().size();
        List<MultiResult> parts = new ArrayList<>(Collections.nCopies(failed, MultiResult.failed(ZkErrorCode.OK)));
        parts.add(MultiResult.failed(error));
        parts.addAll(Collections.nCopies(size - failed - 1, MultiResult.failed(ZkErrorCode.RUNTIME_INCONSISTENCY)));
        return parts;
    }
}
