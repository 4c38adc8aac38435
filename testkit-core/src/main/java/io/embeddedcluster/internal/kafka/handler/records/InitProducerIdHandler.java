package io.embeddedcluster.internal.kafka.handler.records;

import io.embeddedcluster.internal.kafka.model.ErrorCode;
import io.embeddedcluster.internal.kafka.server.Request;
import io.embeddedcluster.internal.kafka.server.RequestHandler;
import io.embeddedcluster.internal.kafka.wire.ApiKey;
import io.embeddedcluster.internal.kafka.wire.message.InitProducerIdRequest;
import io.embeddedcluster.internal.kafka.wire.message.InitProducerIdResponse;
import io.embeddedcluster.internal.kafka.znode.ProducerIdAllocator;
import java.util.Optional;

/**
 * Gives an idempotent producer its id, and epoch 0 with it.
 *
 * <p>Versions: 0–5 served (broker 4.4: 0–5; 6 is unfinished).
 * <ul>
 *   <li>3: a producer may name the id and epoch that it had; one without a transactional id gets a new id all the same
 * </ul>
 *
 * <p>Not modelled: transactions. A request with a transactional id is refused with UNSUPPORTED_VERSION, which no client
 * tries again; no client gets that far, since FindCoordinator is not served.
 *
 * @spec https://cwiki.apache.org/confluence/display/KAFKA/KIP-98+-+Exactly+Once+Delivery+and+Transactional+Messaging KIP-98
 */
public final class InitProducerIdHandler extends RequestHandler<InitProducerIdRequest, InitProducerIdResponse> {

    private static final long NO_PRODUCER_ID = -1;
    private static final short NO_PRODUCER_EPOCH = -1;

    private final ProducerIdAllocator producerIds;

    public InitProducerIdHandler(ProducerIdAllocator producerIds) {
        super(ApiKey.INIT_PRODUCER_ID, InitProducerIdRequest.TYPE);
        this.producerIds = producerIds;
    }

    @Override
    public void handle(Request<InitProducerIdRequest, InitProducerIdResponse> request) {
        InitProducerIdRequest body = request.body();
        boolean hasId = body.producerId() != NO_PRODUCER_ID;
        boolean hasEpoch = body.producerEpoch() != NO_PRODUCER_EPOCH;
        if (hasId != hasEpoch) {
            request.respond(refuse(ErrorCode.INVALID_REQUEST));
        } else if (body.transactionalId() != null) {
            request.respond(refuse(
                    body.transactionalId().isEmpty() ? ErrorCode.INVALID_REQUEST : ErrorCode.UNSUPPORTED_VERSION));
        } else {
            producerIds.nextProducerId(request.later(id -> request.respond(
                    id.isPresent()
                            ? new InitProducerIdResponse().producerId(id.getAsLong())
                            : refuse(ErrorCode.COORDINATOR_LOAD_IN_PROGRESS))));
        }
    }

    @Override
    public Optional<InitProducerIdResponse> errorResponse(
            InitProducerIdRequest request, short version, ErrorCode error) {
        return Optional.of(refuse(error));
    }

    private static InitProducerIdResponse refuse(ErrorCode error) {
        return new InitProducerIdResponse().errorCode(error.code()).producerEpoch(NO_PRODUCER_EPOCH);
    }
}
