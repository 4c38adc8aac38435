package io.embeddedcluster.internal.kafka.simulation;

import io.embeddedcluster.internal.host.Host;
import io.embeddedcluster.internal.host.NodeName;
import io.embeddedcluster.internal.host.Stream;
import io.embeddedcluster.internal.host.StreamHandler;
import io.embeddedcluster.internal.kafka.wire.ApiKey;
import io.embeddedcluster.internal.kafka.wire.KafkaFrameDecoder;
import io.embeddedcluster.internal.kafka.wire.MessageType;
import io.embeddedcluster.internal.kafka.wire.RequestFrame;
import io.embeddedcluster.internal.kafka.wire.ResponseFrame;
import io.embeddedcluster.internal.kafka.wire.WireMessage;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** A simulated client's connection to one broker: pipelined requests, answers in order, given up after some silence. */
final class WireLink implements StreamHandler {

    private static final Duration SILENCE = Duration.ofMillis(600);

    private final Host host;
    private final Runnable onLost;
    private final Stream stream;
    private final KafkaFrameDecoder decoder = new KafkaFrameDecoder(KafkaFrameDecoder.DEFAULT_MAX_FRAME_BYTES);
    private final ArrayDeque<Asked<?>> asked = new ArrayDeque<>();
    private int correlationId;
    private int answers;
    private boolean isOver;

    WireLink(Host host, int nodeId, Runnable onLost) {
        this.host = host;
        this.onLost = onLost;
        stream = host.network().connect(NodeName.broker(nodeId), this);
    }

    /** Asks; the callback is given nothing where the connection ends before the answer. */
    <R extends WireMessage> void ask(
            ApiKey api, short version, WireMessage request, MessageType<R> type, Consumer<Optional<R>> callback) {
        Asked<R> question = new Asked<>(correlationId++, api, version, type, callback);
        asked.add(question);
        send(api, version, question.id, request);
        int before = answers;
        host.timers().schedule(SILENCE, () -> {
            if (!isOver && answers == before && asked.contains(question)) {
                stream.reset();
                end();
            }
        });
    }

    /** Sends what is not answered: a produce with acks=0. */
    void tell(ApiKey api, short version, WireMessage request) {
        send(api, version, correlationId++, request);
    }

    private void send(ApiKey api, short version, int id, WireMessage request) {
        stream.send(RequestFrame.encode(api, version, id, host.name().value(), request)
                .toArray(ByteBuffer[]::new));
    }

    @Override
    public void onBytes(ByteBuffer bytes) {
        decoder.add(bytes);
        for (Optional<ByteBuffer> frame = decoder.next(); frame.isPresent() && !isOver; frame = decoder.next()) {
            ResponseFrame response = ResponseFrame.parse(frame.get());
            Asked<?> oldest = asked.poll();
            if (oldest == null || oldest.id != response.correlationId()) {
                throw new AssertionError("answers are out of order: " + response.correlationId() + " after " + oldest);
            }
            answers++;
            oldest.answer(response);
        }
    }

    @Override
    public void onClosed(String reason) {
        if (!isOver) {
            end();
        }
    }

    private void end() {
        isOver = true;
        List<Asked<?>> unanswered = List.copyOf(asked);
        asked.clear();
        onLost.run();
        unanswered.forEach(Asked::lost);
    }

    private record Asked<R extends WireMessage>(
            int id, ApiKey api, short version, MessageType<R> type, Consumer<Optional<R>> callback) {

        void answer(ResponseFrame response) {
            callback.accept(Optional.of(response.read(api, version, type)));
        }

        void lost() {
            callback.accept(Optional.empty());
        }
    }
}
