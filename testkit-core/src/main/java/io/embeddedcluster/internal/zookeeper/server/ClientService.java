package io.embeddedcluster.internal.zookeeper.server;

import io.embeddedcluster.internal.host.Clock;
import io.embeddedcluster.internal.zookeeper.handler.WriteResult;
import io.embeddedcluster.internal.zookeeper.operator.ServerStatistics;
import io.embeddedcluster.internal.zookeeper.replicated.Command;
import io.embeddedcluster.internal.zookeeper.replicated.CommandForwarder;
import io.embeddedcluster.internal.zookeeper.replicated.QuorumRules;
import io.embeddedcluster.internal.zookeeper.session.LocalSessions;
import io.embeddedcluster.internal.zookeeper.session.SessionTouches;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Whether one server serves clients now, and how: reads and writes, which go through the log of a leader; reads only; or not
 * at all. {@code QuorumServer} and {@link ReadOnlyMode} decide on that.
 *
 * <p>Threading: the node's event loop.
 */
public final class ClientService {

    private final QuorumRules rules;
    private final Clock clock;
    private final ServerStatistics statistics;
    private Mode mode = new None();
    private long modeBeganMillis;

    /**
     * Makes a service that serves no client yet.
     *
     * @param rules how commands go to the leader
     * @param statistics what is counted anew in each mode
     */
    public ClientService(QuorumRules rules, Clock clock, ServerStatistics statistics) {
        this.rules = rules;
        this.clock = clock;
        this.statistics = statistics;
    }

    /** Serves clients from now on whose writes go that way to the leader. */
    public void throughLeader(CommandForwarder forwarder) {
        begin(new ThroughLeader(forwarder, new SessionTouches()));
    }

    /** Serves clients from now on who only read, and who have these sessions. */
    void readOnly(LocalSessions sessions) {
        begin(new ReadOnly(sessions));
    }

    /** As in ZooKeeper, a server that serves in another way counts anew. */
    private void begin(Mode begun) {
        mode = begun;
        statistics.reset();
        modeBeganMillis = clock.millis();
    }

    /** Serves no client from now on. */
    public void stop() {
        mode = new None();
    }

    /** {@return whether clients are served, be it only those who only read} */
    public boolean isServing() {
        return mode.isServing();
    }

    /** {@return whether clients are served who only read} */
    public boolean isReadOnly() {
        return mode.localSessions() != null;
    }

    /** {@return the way to the leader, or null where no client is served who also writes} */
    public @Nullable CommandForwarder forwarder() {
        return mode.forwarder();
    }

    /** {@return the sessions of clients who only read, or null where no such clients are served} */
    public @Nullable LocalSessions localSessions() {
        return mode.localSessions();
    }

    /** {@return since when the server serves as it does now, in milliseconds of the cluster's time} */
    public long modeBeganMillis() {
        return modeBeganMillis;
    }

    /** {@return what was counted in the present mode} */
    public ServerStatistics statistics() {
        return statistics;
    }

    /** The client of that session has shown itself at that moment. */
    void touch(long session, long momentNanos) {
        mode.touch(session, momentNanos);
    }

    /** {@return the moment, in nanoseconds, at which each session was last seen that the leader is now to be told of} */
    public Map<Long, Long> reportTouches() {
        return mode.reportTouches();
    }

    /**
     * Sends a client's command through the log. The callback is given its result, unless the client's connection or this
     * stretch of service ends before. Where this server serves no client that writes, the client is disconnected.
     */
    void submit(ClientConnection client, Command command, Consumer<WriteResult> callback) {
        CommandForwarder forwarder = forwarder();
        if (forwarder == null) {
            client.close("not serving");
            return;
        }
        rules.submit(forwarder, command, result -> {
            if (!client.isClosed()) {
                callback.accept(result);
            }
        });
    }

    /** How clients are served. */
    private sealed interface Mode {

        default boolean isServing() {
            return true;
        }

        default @Nullable CommandForwarder forwarder() {
            return null;
        }

        default @Nullable LocalSessions localSessions() {
            return null;
        }

        void touch(long session, long momentNanos);

        default Map<Long, Long> reportTouches() {
            return Map.of();
        }
    }

    private record None() implements Mode {

        @Override
        public boolean isServing() {
            return false;
        }

        @Override
        public void touch(long session, long momentNanos) {
            // Sessions get their full time again where their clients come to.
        }
    }

    private record ThroughLeader(CommandForwarder forwarder, SessionTouches touches) implements Mode {

        @Override
        public void touch(long session, long momentNanos) {
            touches.touch(session, momentNanos);
        }

        @Override
        public Map<Long, Long> reportTouches() {
            return touches.report();
        }
    }

    private record ReadOnly(LocalSessions localSessions) implements Mode {

        @Override
        public void touch(long session, long momentNanos) {
            localSessions.touch(session, momentNanos);
        }
    }
}
