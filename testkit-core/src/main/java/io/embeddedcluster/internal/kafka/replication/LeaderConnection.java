package io.embeddedcluster.internal.kafka.replication;

import io.embeddedcluster.internal.host.Host;
import io.embeddedcluster.internal.host.NodeName;
import io.embeddedcluster.internal.host.Stream;
import io.embeddedcluster.internal.host.StreamHandler;
import io.embeddedcluster.internal.host.Timers;
import io.embeddedcluster.internal.kafka.wire.ApiKey;
import io.embeddedcluster.internal.kafka.wire.KafkaFrameDecoder;
import io.embeddedcluster.internal.kafka.wire.MessageType;
import io.embeddedcluster.internal.kafka.wire.RequestFrame;
import io.embeddedcluster.internal.kafka.wire.ResponseFrame;
import io.embeddedcluster.internal.kafka.wire.WireFormatException;
import io.embeddedcluster.internal.kafka.wire.WireMessage;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A broker's connection to another broker: requests go out, responses come back in the same order.
 *
 * <p>A connection on which nothing comes for too long though something is asked is reset: whatever held it up, a new one
 * may get through.
 */
final class LeaderConnection implements StreamHandler {

    private final Host host;
    private final String clientId;
    private final Duration responseTimeout;
    private final Consumer<String> onLost;
    private final KafkaFrameDecoder decoder = new KafkaFrameDecoder(2 * KafkaFrameDecoder.DEFAULT_MAX_FRAME_BYTES);
    private final ArrayDeque<Asked<?>> asked = new ArrayDeque<>();
    private final Stream stream;
    private int nextCorrelationId;
    private Timers.@Nullable Timer timeout;
    private boolean ended;

    /**
     * Connects.
     *
     * @param responseTimeout how long nothing may come though something is asked; above the longest wait for data
     * @param onLost told once why the connection ended, unless this side has closed it; what was asked stays unanswered
     */
    LeaderConnection(Host host, int leader, String clientId, Duration responseTimeout, Consumer<String> onLost) {
        this.host = host;
        this.clientId = clientId;
        this.responseTimeout = responseTimeout;
        this.onLost = onLost;
        stream = host.network().connect(NodeName.broker(leader), this);
    }

    <R extends WireMessage> void ask(
            ApiKey api, short version, WireMessage request, MessageType<R> responseType, Consumer<R> callback) {
        int correlationId = nextCorrelationId++;
        asked.add(new Asked<>(correlationId, api, version, responseType, callback));
        stream.send(RequestFrame.encode(api, version, correlationId, clientId, request)
                .toArray(ByteBuffer[]::new));
        restartTimeout();
    }

    void close() {
        end();
        stream.close();
    }

    @Override
    public void onBytes(ByteBuffer bytes) {
        try {
            decoder.add(bytes);
            for (Optional<ByteBuffer> frame = decoder.next(); frame.isPresent() && !ended; frame = decoder.next()) {
                answered(ResponseFrame.parse(frame.get()));
            }
        } catch (WireFormatException e) {
            drop("unreadable response: " + e.getMessage());
        }
    }

    @Override
    public void onClosed(String reason) {
        if (!ended) {
            end();
            onLost.accept(reason);
        }
    }

    private void answered(ResponseFrame response) {
        Asked<?> oldest = asked.poll();
        if (oldest == null || oldest.correlationId != response.correlationId()) {
            drop("response " + response.correlationId() + " is not the one that is due");
            return;
        }
        restartTimeout();
        oldest.answer(response);
    }

    private void drop(String reason) {
        if (!ended) {
            end();
            stream.reset();
            onLost.accept(reason);
        }
    }

    private void end() {
        ended = true;
        asked.clear();
        stopTimeout();
    }

    private void restartTimeout() {
        stopTimeout();
        if (!asked.isEmpty()) {
            timeout = host.timers().schedule(responseTimeout, () -> drop("no response within " + responseTimeout));
        }
    }

    private void stopTimeout() {
        if (timeout != null) {
            timeout.cancel();
            timeout = null;
        }
    }

    private record Asked<R extends WireMessage>(
            int correlationId, ApiKey api, short version, MessageType<R> type, Consumer<R> callback) {

        void answer(ResponseFrame response) {
            callback.accept(response.read(api, version, type));
        }
    }
}
