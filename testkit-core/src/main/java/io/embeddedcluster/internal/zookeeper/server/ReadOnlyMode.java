package io.embeddedcluster.internal.zookeeper.server;

import io.embeddedcluster.internal.host.Host;
import io.embeddedcluster.internal.host.Timers;
import io.embeddedcluster.internal.zookeeper.config.QuorumSpec;
import io.embeddedcluster.internal.zookeeper.replicated.ReplicatedState;
import io.embeddedcluster.internal.zookeeper.session.LocalSessions;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Where read-only mode is enabled: serves clients that only read, from this server's tree, while the server knows no leader.
 *
 * <pre>
 *          no leader                    still none
 *   off -------------&gt; grace period -----------------&gt; active
 *    ^                      |                            |
 *    +----------------------+----------------------------+
 *                 a leader is known, or the end
 * </pre>
 *
 * <p>As in ZooKeeper the sessions of this mode are local: they need {@code localSessionsEnabled}, no other server knows them,
 * and their clients begin a new one when they come to a server that also writes. The grace period is two election timeouts,
 * and one tick at least; ZooKeeper's is a tick, and two seconds at least. Threading: the node's event loop.
 *
 * @spec https://zookeeper.apache.org/doc/r3.9.4/zookeeperAdmin.html#Experimental+Options%2FFeatures readonlymode.enabled
 */
public final class ReadOnlyMode {

    private final QuorumSpec spec;
    private final Host host;
    private final ClientService service;
    private final ReplicatedState state;
    private final ClientConnections connections;
    private final Duration grace;
    private final boolean isPossible;
    private Timers.@Nullable Timer timer;

    /** Makes the mode of one server, which is not in it. */
    public ReadOnlyMode(
            QuorumSpec spec, Host host, ClientService service, ReplicatedState state, ClientConnections connections) {
        this.spec = spec;
        this.host = host;
        this.service = service;
        this.state = state;
        this.connections = connections;
        Duration elections = spec.raft().electionTimeoutMax().multipliedBy(2);
        Duration tick = spec.config().tick();
        this.grace = elections.compareTo(tick) > 0 ? elections : tick;
        this.isPossible = spec.config().readOnlyMode() && spec.members().size() > 1;
    }

    /** No leader is known. */
    public void leaderLost() {
        if (isPossible && !service.isReadOnly() && timer == null) {
            timer = host.timers().schedule(grace, this::begin);
        }
    }

    private void begin() {
        timer = null;
        service.readOnly(new LocalSessions(spec.config().tick()));
        host.journal().record("quorum-read-only", "zxid=0x" + Long.toHexString(state.lastZxid()));
    }

    /** A leader is known, or this server ends: clients shall look for a server that writes. */
    public void leaderFound(String reason) {
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
        if (service.isReadOnly()) {
            service.stop();
            connections.closeAll(reason);
        }
    }

    /** Ends the sessions whose clients were silent for too long. */
    public void expireSessions() {
        LocalSessions sessions = service.localSessions();
        if (sessions != null) {
            sessions.expire(host.clock().nanos())
                    .forEach(session -> connections.closeSession(session, "session is over"));
        }
    }
}
