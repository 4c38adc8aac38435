package io.embeddedcluster.internal.zookeeper;

import io.embeddedcluster.internal.zookeeper.SessionHistory.Asked;
import io.embeddedcluster.internal.zookeeper.wire.ConnectRequest;
import io.embeddedcluster.internal.zookeeper.wire.ConnectResponse;
import io.embeddedcluster.internal.zookeeper.wire.JuteReader;
import io.embeddedcluster.internal.zookeeper.wire.OpCode;
import io.embeddedcluster.internal.zookeeper.wire.ReplyHeader;
import io.embeddedcluster.internal.zookeeper.wire.RequestHeader;
import io.embeddedcluster.internal.zookeeper.wire.WatchEvent;
import io.embeddedcluster.internal.zookeeper.wire.ZkRequest;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * All that one live client and its servers have said to each other, written down as it passed and judged afterwards, when
 * the truth is complete.
 *
 * <p>What passed may not have arrived: the client tells what it has seen of its session when it connects again.
 */
final class ClientRecord {

    private static final Set<OpCode> ASIDE = Set.of(OpCode.PING, OpCode.AUTH);

    private final String client;
    private final AtomicLong acknowledged;
    private final List<Consumer<Judge>> steps = new ArrayList<>();
    private final Map<OpCode, Integer> answered = new EnumMap<>(OpCode.class);
    private @Nullable Connection current;
    private int events;
    private int moves;
    private long session;

    /**
     * Begins empty.
     *
     * @param acknowledged the greatest zxid of a write that was acknowledged to any client
     */
    ClientRecord(String client, AtomicLong acknowledged) {
        this.client = client;
        this.acknowledged = acknowledged;
    }

    /** Where the judgement has come to: a client has one session after the other. */
    private static final class Judge {

        private final QuorumTruth truth;
        private final String client;
        private SessionHistory history;

        Judge(QuorumTruth truth, String client) {
            this.truth = truth;
            this.client = client;
            this.history = new SessionHistory(truth, client);
        }

        private void connecting(ConnectRequest request) {
            if (request.sessionId() == 0) {
                history = new SessionHistory(truth, client);
            } else {
                history.connecting(request.lastZxidSeen());
            }
        }

        private void connected(ConnectResponse response) {
            if (response.sessionId() == 0) {
                history.expired();
            } else {
                history.connected(response.sessionId());
            }
        }
    }

    /** Holds everything against the truth. */
    synchronized void judge(QuorumTruth truth) {
        Judge judge = new Judge(truth, client);
        steps.forEach(step -> step.accept(judge));
    }

    /** {@return how many requests of each kind were answered} */
    synchronized Map<OpCode, Integer> answered() {
        return new EnumMap<>(answered);
    }

    synchronized int eventCount() {
        return events;
    }

    /** {@return how often a session came to another connection} */
    synchronized int moveCount() {
        return moves;
    }

    /** {@return the session that the client has now, or had last} */
    synchronized long session() {
        return session;
    }

    /** {@return a new connection; once the client says there who it is, the ones before it do not count} */
    Connection connection() {
        return new Connection();
    }

    /** One connection, of which only the last one is the client's own. */
    final class Connection {

        private final Deque<Pending> sent = new ArrayDeque<>();
        private boolean asked;
        private boolean served;

        private record Pending(int xid, Asked asked) {}

        void fromClient(ByteBuffer frame) {
            synchronized (ClientRecord.this) {
                if (!asked) {
                    asked = true;
                    connecting(ConnectRequest.read(new JuteReader(frame)));
                } else if (current == this) {
                    sent(new JuteReader(frame));
                }
            }
        }

        /** A stranger, who looks for a server that had this port before, is not this client. */
        private void connecting(ConnectRequest request) {
            boolean isOwn = request.sessionId() == 0 || request.sessionId() == session;
            if (isOwn && request.timeoutMillis() == LiveClient.TIMEOUT_MILLIS) {
                current = this;
                steps.add(judge -> judge.connecting(request));
            }
        }

        private void sent(JuteReader in) {
            RequestHeader header = RequestHeader.read(in);
            OpCode op = OpCode.of(header.type());
            if (!ASIDE.contains(op)) {
                ZkRequest request = ZkRequest.read(op, in);
                sent.add(new Pending(header.xid(), new Asked(request, acknowledged.get())));
                if (op == OpCode.SET_WATCHES || op == OpCode.SET_WATCHES2) {
                    steps.add(judge -> judge.history.rearming());
                }
            }
        }

        void fromServer(ByteBuffer frame) {
            synchronized (ClientRecord.this) {
                if (current == this) {
                    heard(new JuteReader(frame));
                }
            }
        }

        private void heard(JuteReader in) {
            if (!served) {
                served = true;
                ConnectResponse response = ConnectResponse.read(in);
                steps.add(judge -> judge.connected(response));
                moves += response.sessionId() == session ? 1 : 0;
                session = response.sessionId() == 0 ? session : response.sessionId();
                return;
            }
            ReplyHeader header = ReplyHeader.read(in);
            switch (header.xid()) {
                case ReplyHeader.PING_XID, ReplyHeader.AUTH_XID -> {}
                case ReplyHeader.NOTIFICATION_XID -> {
                    WatchEvent event = WatchEvent.read(in, header.zxid());
                    steps.add(judge -> judge.history.event(event));
                    events++;
                }
                default -> answered(header, in.rest());
            }
        }

        private void answered(ReplyHeader header, ByteBuffer body) {
            Pending next = sent.poll();
            if (next == null || next.xid() != header.xid()) {
                steps.add(judge -> {
                    throw new AssertionError(client + ": answers out of order, " + header + " before " + next);
                });
                return;
            }
            Asked what = next.asked();
            steps.add(judge -> judge.history.answered(what, header, body.duplicate()));
            answered.merge(what.request().op(), 1, Integer::sum);
            if (isWrite(what.request().op())) {
                acknowledged.accumulateAndGet(header.zxid(), Math::max);
            }
        }
    }

    private static boolean isWrite(OpCode op) {
        return switch (op) {
            case CREATE, CREATE2, CREATE_CONTAINER, CREATE_TTL, DELETE, SET_DATA, SET_ACL, MULTI -> true;
            default -> false;
        };
    }
}
