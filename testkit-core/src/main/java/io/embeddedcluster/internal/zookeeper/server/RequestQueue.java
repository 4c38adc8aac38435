package io.embeddedcluster.internal.zookeeper.server;

import io.embeddedcluster.internal.edge.AnswerVerdict;
import io.embeddedcluster.internal.edge.InstalledRules;
import io.embeddedcluster.internal.host.Host;
import io.embeddedcluster.internal.zookeeper.wire.OpCode;
import io.embeddedcluster.internal.zookeeper.wire.ZkErrorCode;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.LongSupplier;

/**
 * The requests of one connection that have no answer yet, in their order: those that are served, and behind them those that
 * wait because a rule of the edge delays or has dropped the one before them.
 *
 * <p>Answers go out in the order of the requests; before each the rules of the edge are asked. An answer that is withheld
 * holds back all answers behind it. Watch events pass by all this, but not past an answer that is only late: its client
 * knows of the watch by that answer.
 *
 * <p>Threading: the node's event loop.
 */
final class RequestQueue {

    private final Host host;
    private final LongSupplier lastZxid;
    private final ClientConnection client;
    private final Deque<Exchange> served = new ArrayDeque<>();
    private final Deque<Runnable> waiting = new ArrayDeque<>();
    private final Deque<ByteBuffer> eventsBehind = new ArrayDeque<>();
    private boolean requestWithheld;
    private boolean answerWithheld;
    private boolean answerLate;

    /** Makes an empty queue; {@code lastZxid} tells what this server has applied. */
    RequestQueue(Host host, LongSupplier lastZxid, ClientConnection client) {
        this.host = host;
        this.lastZxid = lastZxid;
        this.client = client;
    }

    /** {@return how many requests have no answer yet} */
    int size() {
        return served.size() + waiting.size();
    }

    // ---- requests

    /** Serves a request, when those before it are no longer held back. */
    void inTurn(Runnable request) {
        if (requestWithheld) {
            waiting.add(request);
            client.reviewFlow();
        } else {
            request.run();
        }
    }

    /** Lets requests wait from now on behind one that is not served. */
    void stop() {
        requestWithheld = true;
    }

    /** Serves a request after that time, and then those that have come behind it. */
    void serveAfter(Duration time, Runnable request) {
        stop();
        client.later(time, () -> goOn(request));
    }

    private void goOn(Runnable request) {
        requestWithheld = false;
        request.run();
        while (!requestWithheld && !client.isClosed() && !waiting.isEmpty()) {
            waiting.removeFirst().run();
        }
        client.reviewFlow();
    }

    // ---- answers

    /** {@return whether the client has asked for the end of its session, and has no answer yet} */
    boolean endsSession() {
        return served.stream().anyMatch(exchange -> exchange.op() == OpCode.CLOSE_SESSION);
    }

    /** Adds a request that is served. */
    void add(Exchange exchange) {
        served.add(exchange);
        answer();
    }

    /** Answers as far as the order allows. */
    void answer() {
        while (!client.isClosed()
                && !answerWithheld
                && !served.isEmpty()
                && served.getFirst().isReady()) {
            Exchange first = served.getFirst();
            if (first.isMoved()) {
                client.close("session moved");
                return;
            }
            long zxid = lastZxid.getAsLong();
            ByteBuffer frame = first.reply(zxid);
            InstalledRules rules = host.edge().rules();
            if (rules == null) {
                send(frame, zxid);
            } else {
                rules.onAnswer(client.atEdge(first.op())).carryOut(new ReadyAnswer(first, frame, zxid));
            }
        }
        client.reviewFlow();
    }

    private void send(ByteBuffer frame, long zxid) {
        Exchange first = served.removeFirst();
        client.respond(frame);
        client.answered(first, zxid);
        if (first.op() == OpCode.CLOSE_SESSION) {
            client.close(null);
        }
    }

    /** Sends a watch event, behind an answer that is late. */
    void event(ByteBuffer frame) {
        if (answerLate) {
            eventsBehind.add(frame);
        } else {
            client.notify(frame);
        }
    }

    /** The answer that is the next to go out: carries out what rules decide of it. */
    private final class ReadyAnswer implements AnswerVerdict.Actions {

        private final Exchange exchange;
        private final ByteBuffer frame;
        private final long zxid;

        ReadyAnswer(Exchange exchange, ByteBuffer frame, long zxid) {
            this.exchange = exchange;
            this.frame = frame;
            this.zxid = zxid;
        }

        @Override
        public void pass() {
            send(frame, zxid);
        }

        @Override
        public void delay(Duration time) {
            answerWithheld = true;
            answerLate = true;
            client.later(time, this::goOn);
        }

        private void goOn() {
            answerWithheld = false;
            answerLate = false;
            send(frame, zxid);
            while (!client.isClosed() && !eventsBehind.isEmpty()) {
                client.notify(eventsBehind.removeFirst());
            }
            answer();
        }

        @Override
        public void drop() {
            answerWithheld = true;
        }

        @Override
        public void answerWithError(int code) {
            send(exchange.error(zxid, ZkErrorCode.of(code)), zxid);
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
