package io.embeddedcluster.internal.kafka.server;

import io.embeddedcluster.internal.edge.AnswerVerdict;
import io.embeddedcluster.internal.host.Host;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.function.IntConsumer;

/** The answer to a request that was served: carries out what rules decide of it. */
final class ServedAnswer implements AnswerVerdict.Actions {

    private final Host host;
    private final PendingResponse sender;
    private final ByteBuffer[] response;
    private final IntConsumer sendError;

    ServedAnswer(Host host, PendingResponse sender, ByteBuffer[] response, IntConsumer sendError) {
        this.host = host;
        this.sender = sender;
        this.response = response;
        this.sendError = sendError;
    }

    @Override
    public void pass() {
        sender.answer(response);
    }

    @Override
    public void delay(Duration time) {
        host.timers().schedule(time, this::pass);
    }

    @Override
    public void drop() {
        // The sender waits, and its connection answers nothing behind this request.
    }

    @Override
    public void answerWithError(int code) {
        sendError.accept(code);
    }

    @Override
    public void reset() {
        sender.reset();
    }

    @Override
    public void close(String reason) {
        sender.close(reason);
    }
}
