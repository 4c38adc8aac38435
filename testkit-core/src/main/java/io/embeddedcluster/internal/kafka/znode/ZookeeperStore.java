package io.embeddedcluster.internal.kafka.znode;

import io.embeddedcluster.internal.host.Host;
import io.embeddedcluster.internal.zookeeper.client.Op;
import io.embeddedcluster.internal.zookeeper.client.ZkClient;
import io.embeddedcluster.internal.zookeeper.client.ZkClientSpec;
import io.embeddedcluster.internal.zookeeper.client.ZkResult;
import io.embeddedcluster.internal.zookeeper.client.ZkSessionListener;
import io.embeddedcluster.internal.zookeeper.wire.AddWatchMode;
import io.embeddedcluster.internal.zookeeper.wire.CreateMode;
import io.embeddedcluster.internal.zookeeper.wire.MultiResult;
import io.embeddedcluster.internal.zookeeper.wire.Stat;
import io.embeddedcluster.internal.zookeeper.wire.WatchEvent;
import io.embeddedcluster.internal.zookeeper.wire.WatchEventType;
import io.embeddedcluster.internal.zookeeper.wire.ZkErrorCode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The tree of znodes of a real ensemble, ours or another: one {@link ZkClient} after the other, a new one for each session.
 *
 * <p>Threading: the broker's event loop.
 */
public final class ZookeeperStore implements ZnodeStore {

    private final Host host;
    private final ZkClientSpec spec;
    private final List<Listener> listeners = new ArrayList<>();
    private ZkClient client;
    private long newestEventZxid;
    private boolean isClosed;

    /** Makes a tree that does nothing yet. */
    public ZookeeperStore(Host host, ZkClientSpec spec) {
        this.host = host;
        this.spec = spec;
        this.client = newClient();
    }

    @Override
    public void listen(Listener listener) {
        listeners.add(listener);
    }

    @Override
    public void start() {
        client.start();
    }

    @Override
    public void close() {
        close(() -> {});
    }

    /** Does as {@link #close()} does, and runs the task when the ensemble has ended the session or does not answer. */
    public void close(Runnable whenClosed) {
        isClosed = true;
        client.close(whenClosed);
    }

    @Override
    public boolean isConnected() {
        return client.isConnected();
    }

    @Override
    public long sessionId() {
        return client.sessionId();
    }

    @Override
    public long zxid() {
        return Math.max(client.lastZxid(), newestEventZxid);
    }

    @Override
    public void get(String path, Consumer<Read<StoredZnode>> callback) {
        if (isCutOff(() -> callback.accept(new Read<>(ZnodeOutcome.UNKNOWN, null)))) {
            return;
        }
        client.getData(path, result -> {
            ZnodeOutcome outcome = outcome(path, result);
            if (outcome != ZnodeOutcome.OK) {
                callback.accept(new Read<>(outcome, null));
                return;
            }
            Stat stat = result.value().stat();
            callback.accept(new Read<>(
                    outcome,
                    new StoredZnode(
                            result.value().text(), stat.version(), stat.czxid(), stat.mzxid(), stat.ephemeralOwner())));
        });
    }

    @Override
    public void children(String path, Consumer<Read<List<String>>> callback) {
        if (isCutOff(() -> callback.accept(new Read<>(ZnodeOutcome.UNKNOWN, null)))) {
            return;
        }
        client.getChildren(path, result -> {
            ZnodeOutcome outcome = outcome(path, result);
            callback.accept(new Read<>(
                    outcome,
                    outcome == ZnodeOutcome.OK
                            ? result.value().names().stream().sorted().toList()
                            : null));
        });
    }

    @Override
    public void write(List<ZnodeChange> changes, Consumer<Written> callback) {
        if (isCutOff(() -> callback.accept(new Written(ZnodeOutcome.UNKNOWN, -1, -1)))) {
            return;
        }
        client.multi(changes.stream().map(ZookeeperStore::op).toList(), result -> {
            int failed = firstFailure(result.valueOrNull());
            String path = changes.get(Math.max(0, failed)).path();
            callback.accept(new Written(outcome(path, result), failed, result.isOk() ? result.zxid() : -1));
        });
    }

    @Override
    public void sync() {
        client.sync("/", unused -> {});
    }

    @Override
    public void watch(String path) {
        client.addWatch(path, AddWatchMode.PERSISTENT_RECURSIVE, unused -> {});
    }

    /** While there is no connection a client would keep requests for the next one; nobody here wants to wait for that. */
    private boolean isCutOff(Runnable unknown) {
        if (client.isConnected()) {
            return false;
        }
        host.execute(unknown);
        return true;
    }

    private ZnodeOutcome outcome(String path, ZkResult<?> result) {
        ZkErrorCode error = result.error();
        return switch (error) {
            case OK -> ZnodeOutcome.OK;
            case NO_NODE -> ZnodeOutcome.NO_NODE;
            case NODE_EXISTS -> ZnodeOutcome.NODE_EXISTS;
            case BAD_VERSION -> ZnodeOutcome.BAD_VERSION;
            case NOT_EMPTY -> ZnodeOutcome.NOT_EMPTY;
            default -> {
                if (!error.isDefinite()) {
                    yield ZnodeOutcome.UNKNOWN;
                }
                host.journal().record("znode-refused", "path=" + path + " error=" + error);
                yield ZnodeOutcome.REFUSED;
            }
        };
    }

    private static int firstFailure(@Nullable List<MultiResult> parts) {
        if (parts != null) {
            for (int index = 0; index < parts.size(); index++) {
                if (!parts.get(index).error().isOk()) {
                    return index;
                }
            }
        }
        return -1;
    }

    private static Op op(ZnodeChange change) {
        return change.fold(
                create -> Op.create(
                        create.path(),
                        StoredZnode.bytes(create.text()),
                        create.isEphemeral() ? CreateMode.EPHEMERAL : CreateMode.PERSISTENT),
                put -> Op.setData(put.path(), StoredZnode.bytes(put.text()), put.version()),
                delete -> Op.delete(delete.path(), delete.version()),
                check -> Op.check(check.path(), check.version()));
    }

    private ZkClient newClient() {
        return new ZkClient(spec, host, new Session());
    }

    /** Hears of one session, until the next one is begun. */
    private final class Session implements ZkSessionListener {

        private boolean isOver;

        @Override
        public void connected(long sessionId, boolean resumed) {
            tell(listener -> listener.connected(!resumed));
        }

        @Override
        public void disconnected() {
            tell(Listener::disconnected);
        }

        @Override
        public void expired() {
            tell(Listener::expired);
            isOver = true;
            if (!isClosed) {
                client = newClient();
                client.start();
            }
        }

        @Override
        public void watchEvent(WatchEvent event) {
            newestEventZxid = Math.max(newestEventZxid, event.zxid());
            tell(listener -> listener.changed(event.path(), event.type() == WatchEventType.NODE_DELETED));
        }

        private void tell(Consumer<Listener> event) {
            if (!isOver && !isClosed) {
                listeners.forEach(event);
            }
        }
    }
}
