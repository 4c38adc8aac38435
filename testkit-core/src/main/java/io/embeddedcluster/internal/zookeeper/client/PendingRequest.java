package io.embeddedcluster.internal.zookeeper.client;

import io.embeddedcluster.internal.zookeeper.wire.JuteReader;
import io.embeddedcluster.internal.zookeeper.wire.ReplyHeader;
import io.embeddedcluster.internal.zookeeper.wire.ZkErrorCode;
import io.embeddedcluster.internal.zookeeper.wire.ZkRequest;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * A request that has no answer yet.
 *
 * @param xid which its answer repeats
 * @param request what was asked
 * @param body reads what a successful answer carries
 * @param callback is given the result
 */
record PendingRequest<T>(
        int xid, ZkRequest request, Function<JuteReader, T> body, Consumer<? super ZkResult<T>> callback) {

    void complete(ReplyHeader header, JuteReader in) {
        ZkErrorCode error = ZkErrorCode.of(header.err());
        callback.accept(new ZkResult<>(error, header.zxid(), error.isOk() ? body.apply(in) : null));
    }

    void fail(ZkErrorCode error) {
        callback.accept(new ZkResult<>(error, -1, null));
    }
}
