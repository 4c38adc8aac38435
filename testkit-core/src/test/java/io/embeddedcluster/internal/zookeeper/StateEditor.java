package io.embeddedcluster.internal.zookeeper;

import io.embeddedcluster.internal.zookeeper.replicated.ReplicatedState;
import io.embeddedcluster.internal.zookeeper.session.ServerSession;
import io.embeddedcluster.internal.zookeeper.tree.EphemeralOwner;
import io.embeddedcluster.internal.zookeeper.tree.TreeTransaction;
import io.embeddedcluster.internal.zookeeper.wire.Acl;

/** Does to the state of one server what no entry of the log has asked for. To be called on its event loop. */
public final class StateEditor {

    private static final int TIMEOUT_MILLIS = 30_000;

    private StateEditor() {}

    /** Adds a znode. */
    public static void addZnode(QuorumServer server, String path) {
        ReplicatedState state = server.state();
        TreeTransaction transaction = state.tree().begin(state.lastZxid(), 0);
        transaction.create(path, new byte[1], Acl.OPEN, EphemeralOwner.NONE);
        transaction.commit(change -> {});
    }

    /** Adds a session. */
    public static void addSession(QuorumServer server, long id) {
        server.state().sessions().put(new ServerSession(id, TIMEOUT_MILLIS, 1));
    }

    /** Takes a session away, and leaves its ephemeral znodes. */
    public static void forgetSession(QuorumServer server, long id) {
        server.state().sessions().remove(id);
    }
}
