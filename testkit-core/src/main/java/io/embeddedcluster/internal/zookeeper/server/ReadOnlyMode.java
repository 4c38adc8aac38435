package io.embeddedcluster.internal.zookeeper.server;

import io.embeddedcluster.internal.host.Timers;
import io.embeddedcluster.internal.zookeeper.session.LocalSessions;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Serves clients who only want to read, from what this server has, while it knows no leader; where that is switched on.
 *
 * <pre>
 *          no leader                    still none
 *   off -------------&gt; grace period -----------------&gt; active
 *    ^                      |                            |
 *    +----------------------+----------------------------+
 *                 a leader is known, or the end
 * </pre>
 *
 * <p>As in ZooKeeper the sessions of this mode are local: they need {@code localSessionsEnabled}, nobody else knows them,
 * and their clients begin a new one when they come to a server that also writes. The grace period is two election timeouts,
 * and one tick at least; ZooKeeper's is a tick, and two seconds at least. Threading: the node's event loop.
 *
 * @spec https://zookeeper.apache.org/doc/r3.9.4/zookeeperAdmin.html#Experimental+Options%2FFeatures readonlymode.enabled
 */
public final class ReadOnlyMode {

    private final ServerParts parts;
    private final Duration grace;
    private final boolean isPossible;
    private Timers.@Nullable Timer timer;
    private @Nullable LocalSessions sessions;

    ReadOnlyMode(ServerParts parts) {
        this.parts = parts;
        Duration elections = parts.spec.raft().electionTimeoutMax().multipliedBy(2);
        Duration tick = parts.spec.config().tick();
        this.grace = elections.compareTo(tick) > 0 ? elections : tick;
        this.isPossible =
                parts.spec.config().readOnlyMode() && parts.spec.members().size() > 1;
    }

    /** No leader is known. */
    public void leaderLost() {
        if (isPossible && sessions == null && timer == null) {
            timer = parts.host.timers().schedule(grace, this::begin);
        }
    }

    private void begin() {
        timer = null;
        sessions = new LocalSessions(parts.spec.config().tick());
        parts.modeBegins();
        parts.host.journal().record("quorum-read-only", "zxid=0x" + Long.toHexString(parts.state.lastZxid()));
    }

    /** A leader is known, or this server ends: clients shall look for a server that writes. */
    public void leaderFound(String reason) {
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
        if (sessions != null) {
            sessions = null;
            parts.connections.closeAll(reason);
        }
    }

    /** {@return whether clients are served who only read} */
    public boolean isActive() {
        return sessions != null;
    }

    /** {@return the sessions of this mode, which is active} */
    public LocalSessions sessions() {
        return Objects.requireNonNull(sessions);
    }

    /** Ends the sessions whose clients were silent for too long. */
    public void expireSessions() {
        if (sessions != null) {
            sessions.expire(parts.host.clock().nanos())
                    .forEach(session -> parts.connections.closeSession(session, "session is over"));
        }
    }
}
