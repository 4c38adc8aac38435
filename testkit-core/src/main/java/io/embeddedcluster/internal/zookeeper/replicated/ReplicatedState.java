package io.embeddedcluster.internal.zookeeper.replicated;

import io.embeddedcluster.internal.zookeeper.handler.EnsembleConfig;
import io.embeddedcluster.internal.zookeeper.handler.Handlers;
import io.embeddedcluster.internal.zookeeper.handler.WriteContext;
import io.embeddedcluster.internal.zookeeper.handler.WriteResult;
import io.embeddedcluster.internal.zookeeper.session.ServerSession;
import io.embeddedcluster.internal.zookeeper.session.SessionTable;
import io.embeddedcluster.internal.zookeeper.tree.DigestLog;
import io.embeddedcluster.internal.zookeeper.tree.TreeChange;
import io.embeddedcluster.internal.zookeeper.tree.TreeTransaction;
import io.embeddedcluster.internal.zookeeper.tree.ZnodeTree;
import io.embeddedcluster.internal.zookeeper.wire.ZkErrorCode;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What all servers of an ensemble hold alike: tree, sessions, and the last zxid. It changes by log entries only.
 *
 * <p>A zxid is the term in the high 32 bits and a counter in the low 32. As in ZooKeeper every request that comes through
 * the log as a transaction takes one, also where it fails; a sync and the move of a session take none.
 *
 * <p>Determinism: the same entries give the same state and the same results, on every server and in every replay.
 */
public final class ReplicatedState {

    private final Handlers handlers;
    private final Consumer<String> remarks;
    private final QuorumRules rules;
    private final boolean isEnsemble;
    private ZnodeTree tree;
    private SessionTable sessions = new SessionTable();
    private DigestLog digests = new DigestLog();
    private long lastZxid;

    /**
     * Begins with what every ensemble begins with.
     *
     * @param config what the znode of the configuration holds
     * @param remarks is told what people may want to know although nothing is refused
     */
    public ReplicatedState(byte[] config, Handlers handlers, QuorumRules rules, Consumer<String> remarks) {
        this.handlers = handlers;
        this.rules = rules;
        this.remarks = remarks;
        this.tree = ZnodeTree.initial(config);
        this.isEnsemble = !handlers.rules().standaloneEnabled()
                || EnsembleConfig.parse(config).members().size() > 1;
    }

    QuorumRules rules() {
        return rules;
    }

    public ZnodeTree tree() {
        return tree;
    }

    public SessionTable sessions() {
        return sessions;
    }

    public DigestLog digests() {
        return digests;
    }

    public long lastZxid() {
        return lastZxid;
    }

    /** {@return the term that zxids bear now} */
    public long epoch() {
        return Zxid.termOf(lastZxid);
    }

    /**
     * A leader's term begins: zxids bear it from here on, and count from 1. The first of them is the version of the first
     * configuration, where that may change.
     */
    public void termStarted(long term) {
        lastZxid = Zxid.startOf(term);
        if (isEnsemble && handlers.rules().reconfigEnabled()) {
            EnsembleConfig config = EnsembleConfig.of(tree);
            if (config.version() == 0) {
                byte[] agreed = config.withVersion(lastZxid).toString().getBytes(StandardCharsets.UTF_8);
                tree.foundConfig(agreed, lastZxid);
            }
        }
    }

    /**
     * Does what the entry asks.
     *
     * @param changes is told of changes of the tree before this returns
     */
    public WriteResult apply(long term, CommandEntry entry, TreeChange.Listener changes) {
        if (term != epoch()) {
            throw new IllegalStateException("entry of term " + term + " after zxid 0x" + Long.toHexString(lastZxid));
        }
        if (!entry.command().consumesZxid()) {
            return execute(entry, changes);
        }
        lastZxid++;
        WriteResult result = execute(entry, changes);
        digests.applied(lastZxid, tree);
        return result;
    }

    private WriteResult execute(CommandEntry entry, TreeChange.Listener changes) {
        return entry.command().handleBy(new Execution(entry, changes));
    }

    /** {@return why a session may not write through that forwarder, or null where it may} */
    public @Nullable ZkErrorCode refusal(long id, long forwarderId) {
        ServerSession session = sessions.find(id);
        if (session == null) {
            return ZkErrorCode.SESSION_EXPIRED;
        }
        return rules.mayWriteThrough(forwarderId, session) ? null : ZkErrorCode.SESSION_MOVED;
    }

    private WriteResult write(Command.Write write, long wallMillis, TreeChange.Listener changes) {
        TreeTransaction transaction = tree.begin(lastZxid, wallMillis);
        WriteContext context = new WriteContext(handlers.rules(), remarks, transaction, write.session(), write.ids());
        WriteResult result = handlers.write(context, write.request());
        if (result.error().isOk()) {
            transaction.commit(changes);
        } else {
            transaction.rollback();
        }
        return result;
    }

    private WriteResult createSession(Command.CreateSession create, long forwarderId) {
        if (sessions.find(create.session()) != null) {
            return WriteResult.failed(ZkErrorCode.SYSTEM_ERROR);
        }
        sessions.put(new ServerSession(create.session(), create.timeoutMillis(), forwarderId));
        return WriteResult.done();
    }

    private WriteResult moveSession(Command.MoveSession move, long forwarderId) {
        if (sessions.find(move.session()) == null) {
            return WriteResult.failed(ZkErrorCode.SESSION_EXPIRED);
        }
        sessions.put(new ServerSession(move.session(), move.timeoutMillis(), forwarderId));
        return WriteResult.done();
    }

    private void closeSession(long session, long wallMillis, TreeChange.Listener changes) {
        TreeTransaction transaction = tree.begin(lastZxid, wallMillis);
        rules.endWith(session, tree).forEach(transaction::delete);
        sessions.remove(session);
        transaction.commit(changes);
    }

    public ByteBuffer snapshot() {
        return new StateSnapshot(lastZxid, sessions, tree).toBuffer();
    }

    public void restore(ByteBuffer bytes) {
        StateSnapshot snapshot = StateSnapshot.read(bytes);
        lastZxid = snapshot.zxid();
        sessions = snapshot.sessions();
        tree = snapshot.tree();
        digests = new DigestLog();
    }

    /** Does what one entry asks, by the kind of its command. */
    private final class Execution implements Command.Handler<WriteResult> {

        private final CommandEntry entry;
        private final TreeChange.Listener changes;

        Execution(CommandEntry entry, TreeChange.Listener changes) {
            this.entry = entry;
            this.changes = changes;
        }

        @Override
        public WriteResult onWrite(Command.Write write) {
            boolean isLeadersOwn = entry.forwarderId() == CommandEntry.LEADERS_OWN;
            ZkErrorCode error = isLeadersOwn ? null : refusal(write.session(), entry.forwarderId());
            return error == null ? write(write, entry.wallMillis(), changes) : WriteResult.failed(error);
        }

        @Override
        public WriteResult onReconfigure(Command.Reconfigure reconfigure) {
            ZkErrorCode error = refusal(reconfigure.session(), entry.forwarderId());
            Command.Write write = new Command.Write(reconfigure.session(), reconfigure.ids(), reconfigure.request());
            return error == null ? write(write, entry.wallMillis(), changes) : WriteResult.failed(error);
        }

        @Override
        public WriteResult onSync(Command.Sync sync) {
            ZkErrorCode error = refusal(sync.session(), entry.forwarderId());
            return error == null ? WriteResult.done(sync.path(), null) : WriteResult.failed(error);
        }

        @Override
        public WriteResult onCreateSession(Command.CreateSession create) {
            if (isEnsemble) {
                // ZooKeeper's servers date it when they start, each by its own clock; no client sees it before now.
                tree.dateConfig(entry.wallMillis());
            }
            return createSession(create, entry.forwarderId());
        }

        @Override
        public WriteResult onMoveSession(Command.MoveSession move) {
            return moveSession(move, entry.forwarderId());
        }

        @Override
        public WriteResult onCloseSession(Command.CloseSession close) {
            closeSession(close.session(), entry.wallMillis(), changes);
            return WriteResult.done();
        }

        @Override
        public WriteResult onRefuse(Command.Refuse refuse) {
            return WriteResult.failed(refuse.error());
        }
    }
}
