package io.embeddedcluster.internal.zookeeper.server;

import io.embeddedcluster.internal.edge.AnswerVerdict;
import io.embeddedcluster.internal.edge.EdgeRequest;
import io.embeddedcluster.internal.edge.InstalledRules;
import io.embeddedcluster.internal.edge.RequestVerdict;
import io.embeddedcluster.internal.host.Host;
import io.embeddedcluster.internal.zookeeper.wire.ConnectRequest;
import io.embeddedcluster.internal.zookeeper.wire.ConnectResponse;
import io.embeddedcluster.internal.zookeeper.wire.JuteWriter;
import io.embeddedcluster.internal.zookeeper.wire.ZkErrorCode;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One connect request on its way through the edge, where it is {@link EdgeRequest#CONNECT}. Carries out what rules decide of
 * it, and what the handshake does.
 */
final class ServedConnect implements RequestVerdict.Actions, ConnectOutcome.Actions {

    private final Host host;
    private final Handshake handshake;
    private final ClientConnection client;
    private final ConnectRequest request;

    ServedConnect(Host host, Handshake handshake, ClientConnection client, ConnectRequest request) {
        this.host = host;
        this.handshake = handshake;
        this.client = client;
        this.request = request;
    }

    /** {@return the request as rules see it} */
    EdgeRequest atEdge() {
        return EdgeRequest.ofZookeeper(EdgeRequest.CONNECT, client.peer(), request.sessionId());
    }

    // ---- what rules decide of the request

    @Override
    public void pass() {
        handshake.decide(client, request, this::answer);
    }

    @Override
    public void delay(Duration time) {
        later(time, this::pass);
    }

    private void later(Duration time, Runnable task) {
        client.reading(false);
        client.later(time, task);
    }

    @Override
    public void drop() {
        // The connection stays in its handshake, until it has been silent for too long.
    }

    /** A client without a session begins two, of which the first expires. */
    @Override
    public void deliverTwice() {
        Consumer<ConnectOutcome> second = firstOutcome -> pass();
        handshake.decide(client, request, second);
    }

    @Override
    public void answerWithError(int code) {
        ZkErrorCode error = ZkErrorCode.of(code);
        if (error == ZkErrorCode.SESSION_EXPIRED) {
            tellSessionIsOver("a rule answers that the session is over");
        } else {
            client.close("a rule answers a connect request with " + error
                    + ", and the protocol has no such answer (expected: SESSION_EXPIRED)");
        }
    }

    @Override
    public void reset() {
        client.reset();
    }

    @Override
    public void close(String reason) {
        client.close(reason);
    }

    // ---- what the handshake has decided

    private void answer(ConnectOutcome outcome) {
        InstalledRules rules = host.edge().rules();
        if (rules == null) {
            outcome.carryOut(this);
        } else {
            rules.onAnswer(atEdge()).carryOut(new ReadyOutcome(outcome));
        }
    }

    @Override
    public void accept(long session, int timeoutMillis) {
        send(new ConnectResponse(0, timeoutMillis, session, handshake.passwordOf(session), readOnly()));
        client.serve(session, timeoutMillis);
        client.reading(true);
    }

    @Override
    public void tellSessionIsOver(String reason) {
        byte[] noPassword = new byte[ConnectRequest.PASSWORD_BYTES];
        send(new ConnectResponse(0, 0, 0, noPassword, readOnly()));
        client.close(reason);
    }

    @Override
    public void refuseNewSession() {
        client.reading(false);
        client.sendHeader(0, handshake.lastZxid(), ZkErrorCode.NOT_READ_ONLY);
    }

    /** Whether this server only reads; clients too old to ask are not told. */
    private @Nullable Boolean readOnly() {
        return request.readOnly() == null ? null : (Boolean) handshake.isReadOnly();
    }

    private void send(ConnectResponse response) {
        JuteWriter out = new JuteWriter();
        response.write(out);
        client.send(out.toFrame());
    }

    /** Carries out what rules decide of the answer. */
    private final class ReadyOutcome implements AnswerVerdict.Actions {

        private final ConnectOutcome outcome;

        ReadyOutcome(ConnectOutcome outcome) {
            this.outcome = outcome;
        }

        @Override
        public void pass() {
            outcome.carryOut(ServedConnect.this);
        }

        @Override
        public void delay(Duration time) {
            later(time, this::pass);
        }

        @Override
        public void drop() {
            ServedConnect.this.drop();
        }

        @Override
        public void answerWithError(int code) {
            ServedConnect.this.answerWithError(code);
        }

        @Override
        public void reset() {
            ServedConnect.this.reset();
        }

        @Override
        public void close(String reason) {
            ServedConnect.this.close(reason);
        }
    }
}
