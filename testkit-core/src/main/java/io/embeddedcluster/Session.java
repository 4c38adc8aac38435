package io.embeddedcluster;

import io.embeddedcluster.fault.Fault;
import io.embeddedcluster.internal.engine.Capability;
import io.embeddedcluster.internal.engine.Engine;
import io.embeddedcluster.internal.engine.Ensemble;
import io.embeddedcluster.internal.engine.SessionClient;
import io.embeddedcluster.internal.engine.SessionState;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A handle to one session of the ensemble: what a test asks about it, and does to it. Brokers have sessions too.
 *
 * <pre>{@code
 * Session session = cluster.session(zooKeeper.getSessionId());
 * session.disconnect(); // the client comes back, with this session
 * session.expire();     // the client is told that its session is over
 * }</pre>
 *
 * <p>A handle stays valid when the session is over; it then has nothing to show. Two handles of the same session are equal.
 *
 * <p>Threading: any thread.
 */
public final class Session {

    private final Cluster cluster;
    private final Engine engine;
    private final Ensemble ensemble;
    private final long id;
    private final Duration timeout;

    Session(Cluster cluster, Engine engine, SessionState state) {
        this.cluster = cluster;
        this.engine = engine;
        this.ensemble = engine.ensemble();
        this.id = state.id();
        this.timeout = state.timeout();
    }

    /** {@return the id, as the client's {@code getSessionId()} returns it} */
    public long id() {
        return id;
    }

    /** {@return the timeout that was negotiated when this handle was made} */
    public Duration timeout() {
        return timeout;
    }

    /** {@return whether it is not over yet} */
    public boolean isOpen() {
        return ensemble.session(id).isPresent();
    }

    /** {@return the server that its client is connected to, empty where it is not connected} */
    public Optional<QuorumNode> server() {
        OptionalInt server = ensemble.serverOf(id);
        return server.isEmpty() ? Optional.empty() : Optional.of(cluster.quorumNode(server.getAsInt()));
    }

    /** {@return who its client is: {@code broker-2}, or {@code client 127.0.0.1:40112}; empty where it is not connected} */
    public Optional<String> client() {
        return ensemble.client(id).map(SessionClient::peer);
    }

    /** {@return the paths of its ephemeral znodes, in order; none where it is over} */
    public List<String> ephemerals() {
        return ensemble.session(id).map(SessionState::ephemerals).orElse(List.of());
    }

    /** {@return its watches by path, as its server has them; none where it is not connected} */
    public List<WatchView> watches() {
        return ensemble.client(id).map(SessionClient::watches).orElse(List.of()).stream()
                .map(watch -> new WatchView(
                        watch.path(), WatchView.Kind.valueOf(watch.kind().name())))
                .toList();
    }

    /**
     * Ends the session at once, as if its client had not shown itself for the whole timeout: the leader of the ensemble ends
     * it through the log, its ephemeral znodes go, and its client, when it comes back, is told that it has expired. Returns
     * when the leader has ended it, and no serving quorum node has it any more; where there is no leader, one is waited for.
     *
     * @throws IllegalStateException if it is over already, and there is a leader to tell
     * @throws TestkitException if it is not over within 30 seconds, because the ensemble has no leader
     * @throws UnsupportedOperationException if the cluster's engine cannot do that; the message names the capability
     */
    public void expire() {
        require("expiry of");
        if (ensemble.leader().isPresent()) {
            requireOpen();
        }
        journal("session-expire", "");
        cluster.await().until(this + " is over", () -> ensemble.expire(id));
    }

    /**
     * Resets the connection of its client, who comes back to this server or to another one. The session goes on.
     *
     * @throws IllegalStateException if its client is not connected
     * @throws UnsupportedOperationException if the cluster's engine cannot do that; the message names the capability
     */
    public void disconnect() {
        require("disconnection of");
        if (!ensemble.disconnect(id)) {
            throw new IllegalStateException(this + " has no connected client to disconnect");
        }
        journal("session-disconnect", "");
    }

    /**
     * Puts its client out of reach: its connection stays open, but nothing passes between it and any quorum node, in
     * neither direction, until the fault is closed; then what was held arrives. New connections of that client are held
     * when they ask to go on with this session. The session expires meanwhile like any other whose client is not heard of.
     *
     * @return the fault, which counts what it held
     * @throws IllegalStateException if the session is over
     * @throws UnsupportedOperationException if the cluster's engine cannot do that; the message names the capability
     */
    public Fault hold() {
        require("hold of");
        requireOpen();
        return cluster.activeFaults().add("hold", "hold " + this, ensemble.hold(id));
    }

    /**
     * Moves its client to that quorum node: every other one closes its connection and refuses it, as one does that is behind
     * the client, until it has connected there. Does nothing where it is there already.
     *
     * @throws IllegalStateException if the session is over, or that node is down
     * @throws IllegalArgumentException if that node is not of this cluster
     * @throws TestkitException if the client has not come there within 30 seconds
     * @throws UnsupportedOperationException if the cluster's engine cannot do that; the message names the capability
     */
    public void moveTo(QuorumNode target) {
        require("move of");
        if (!cluster.quorum().contains(target)) {
            throw new IllegalArgumentException(target + " is not a quorum node of this cluster");
        }
        requireOpen();
        if (!target.isRunning()) {
            throw new IllegalStateException(target + " is down, and " + this + " cannot move there");
        }
        journal("session-move", " to=" + target);
        ensemble.admitOnlyAt(id, target.id());
        try {
            cluster.await().until(this + " is over or has moved to " + target, () -> !isOpen() || isAt(target));
        } finally {
            ensemble.admitAnywhere(id);
        }
        requireOpen();
    }

    private boolean isAt(QuorumNode target) {
        return server().filter(target::equals).isPresent();
    }

    private void require(String what) {
        engine.require(Capability.SESSION_FAULTS, what + " " + this);
    }

    private void requireOpen() {
        if (!isOpen()) {
            throw new IllegalStateException(this + " is over");
        }
    }

    private void journal(String kind, String detail) {
        cluster.record(kind, "session=0x" + Long.toHexString(id) + detail);
    }

    /** {@return what there is to know, in one line} */
    String describe() {
        String where = server().map(QuorumNode::name).orElse("nobody");
        return this + " timeout=" + timeout.toMillis() + "ms server=" + where
                + client().map(peer -> " client=" + peer.replace("client ", "")).orElse("") + " watches="
                + watches().size() + " ephemerals=" + ephemerals();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Session session && session.id == id && session.cluster == cluster;
    }

    @Override
    public int hashCode() {
        return Long.hashCode(id);
    }

    @Override
    public String toString() {
        return "session 0x" + Long.toHexString(id);
    }
}
