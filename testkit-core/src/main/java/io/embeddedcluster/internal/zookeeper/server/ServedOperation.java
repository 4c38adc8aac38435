package io.embeddedcluster.internal.zookeeper.server;

import io.embeddedcluster.internal.edge.AnswerVerdict;
import io.embeddedcluster.internal.edge.EdgeRequest;
import io.embeddedcluster.internal.edge.InstalledRules;
import io.embeddedcluster.internal.edge.RequestVerdict;
import io.embeddedcluster.internal.host.Host;
import io.embeddedcluster.internal.zookeeper.handler.ReadResult;
import io.embeddedcluster.internal.zookeeper.handler.WriteResult;
import io.embeddedcluster.internal.zookeeper.wire.JuteReader;
import io.embeddedcluster.internal.zookeeper.wire.OpCode;
import io.embeddedcluster.internal.zookeeper.wire.ZkErrorCode;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * One operation of one client on its way through the edge. Carries out what rules decide of it.
 *
 * <p>What is delayed or dropped holds back the operations behind it, as they would come too early otherwise: none of them is
 * served before. The client's session stays alive meanwhile, for this server still hears of the client.
 */
final class ServedOperation implements RequestVerdict.Actions {

    private final Host host;
    private final OperationDispatcher dispatcher;
    private final ClientConnection client;
    private final long session;
    private final int xid;
    private final OpCode op;
    private final JuteReader body;
    private boolean twice;

    ServedOperation(
            Host host,
            OperationDispatcher dispatcher,
            ClientConnection client,
            long session,
            int xid,
            OpCode op,
            JuteReader body) {
        this.host = host;
        this.dispatcher = dispatcher;
        this.client = client;
        this.session = session;
        this.xid = xid;
        this.op = op;
        this.body = body;
    }

    ClientConnection client() {
        return client;
    }

    long session() {
        return session;
    }

    OpCode op() {
        return op;
    }

    /** {@return what follows the header; can be read once} */
    JuteReader body() {
        return body;
    }

    /** {@return the operation as rules see it} */
    EdgeRequest atEdge() {
        return client.atEdge(op);
    }

    // ---- what rules decide

    @Override
    public void pass() {
        dispatcher.serve(this);
    }

    @Override
    public void delay(Duration time) {
        client.requests().serveAfter(time, this::pass);
    }

    @Override
    public void drop() {
        client.requests().stop();
    }

    @Override
    public void deliverTwice() {
        twice = true;
        pass();
    }

    @Override
    public void answerWithError(int code) {
        ZkErrorCode error = ZkErrorCode.of(code);
        if (ClientLogin.isLogin(op)) {
            client.sendHeader(xid, 0, error);
        } else {
            client.requests().add(Exchange.ofRead(xid, op, host.clock().millis(), () -> ReadResult.failed(error)));
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

    // ---- how it is served

    /** Has it answered in its turn by what the supplier finds then. */
    void answerBy(Supplier<ReadResult> read) {
        Supplier<ReadResult> delivered = !twice
                ? read
                : () -> {
                    ReadResult unusedFirst = read.get();
                    return read.get();
                };
        client.requests().add(Exchange.ofRead(xid, op, host.clock().millis(), delivered));
    }

    /** Has it answered in its turn when its result has come out of the log; {@code submit} puts it into the log. */
    void answerFromLog(Consumer<Consumer<WriteResult>> submit) {
        Exchange exchange = Exchange.ofWrite(xid, op, host.clock().millis());
        client.requests().add(exchange);
        if (twice) {
            submit.accept(firstResult -> {});
        }
        submit.accept(result -> {
            exchange.written(result);
            client.requests().answer();
        });
    }

    /** Does a step of a login, which is answered at once. */
    void logIn() {
        Supplier<LoginAnswer> step = client.login().step(xid, op, body);
        if (twice) {
            LoginAnswer unusedFirst = step.get();
        }
        LoginAnswer answer = step.get();
        InstalledRules rules = host.edge().rules();
        if (rules == null) {
            client.answerAtOnce(answer);
        } else {
            rules.onAnswer(atEdge()).carryOut(new ReadyLoginAnswer(answer));
        }
    }

    /** Carries out what rules decide of the answer to a login. */
    private final class ReadyLoginAnswer implements AnswerVerdict.Actions {

        private final LoginAnswer answer;

        ReadyLoginAnswer(LoginAnswer answer) {
            this.answer = answer;
        }

        @Override
        public void pass() {
            client.answerAtOnce(answer);
        }

        @Override
        public void delay(Duration time) {
            client.requests().serveAfter(time, this::pass);
        }

        @Override
        public void drop() {
            client.requests().stop();
        }

        @Override
        public void answerWithError(int code) {
            client.sendHeader(xid, 0, ZkErrorCode.of(code));
        }

        @Override
        public void reset() {
            client.reset();
        }

        @Override
        public void close(String reason) {
            client.close(reason);
        }
    }
}
