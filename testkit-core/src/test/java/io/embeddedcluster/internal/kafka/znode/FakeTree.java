package io.embeddedcluster.internal.kafka.znode;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** One broker's connection to a {@link FakeEnsemble}, which a test can cut in every way that matters. */
public final class FakeTree implements ZnodeStore {

    private final FakeEnsemble ensemble;
    private final FakeLoop loop;
    private final FakeHost host;
    private final List<Listener> listeners = new ArrayList<>();
    private final Set<String> watches = new TreeSet<>();
    private final Set<Runnable> unanswered = new LinkedHashSet<>();
    private long session;
    private int connection;
    private long zxid;
    private boolean isConnected;
    private boolean isReplyLost;
    private boolean isWriteHeld;
    private final List<Runnable> held = new ArrayList<>();
    private int roundTrips;

    FakeTree(FakeEnsemble ensemble, FakeLoop loop, FakeHost host) {
        this.ensemble = ensemble;
        this.loop = loop;
        this.host = host;
    }

    // ------------------------------------------------------------------------------------- what a test does to it

    /** The next write is done, but the connection breaks before its answer. */
    public void loseNextReply() {
        isReplyLost = true;
    }

    /** From now on writes stay in the network, as those of a process that is about to be paused. */
    public void holdWrites() {
        isWriteHeld = true;
    }

    /** {@return how many writes are held} */
    public int heldWrites() {
        return held.size();
    }

    /** Lets what was held arrive at the ensemble, with its old session if that still lives. */
    public void releaseWrites() {
        isWriteHeld = false;
        held.forEach(Runnable::run);
        held.clear();
    }

    /** Breaks the connection; the session lives on. */
    public void disconnect() {
        connection++;
        isConnected = false;
        watches.clear();
        listeners.forEach(Listener::disconnected);
        List<Runnable> failed = new ArrayList<>(unanswered);
        unanswered.clear();
        failed.forEach(Runnable::run);
    }

    /** Makes the connection again; where the session has ended meanwhile, a new one is opened. */
    public void reconnect() {
        if (ensemble.isOpen(session)) {
            connected(false);
            return;
        }
        listeners.forEach(Listener::expired);
        session = ensemble.openSession(this);
        connected(true);
    }

    /** From now on nothing goes wrong any more. */
    public void heal() {
        isReplyLost = false;
        if (!isConnected) {
            reconnect();
        }
    }

    /** The ensemble ends the session, of which this side knows nothing yet. */
    public void expire() {
        ensemble.endSession(session);
    }

    /** {@return how often something was asked for with nothing outstanding before} */
    int roundTrips() {
        return roundTrips;
    }

    // -------------------------------------------------------------------------------------------------- the tree

    @Override
    public void listen(Listener listener) {
        listeners.add(listener);
    }

    @Override
    public void start() {
        session = ensemble.openSession(this);
        host.execute(() -> connected(true));
    }

    @Override
    public void close() {
        isConnected = false;
        connection++;
        listeners.clear();
        unanswered.clear();
        if (ensemble.isOpen(session)) {
            ensemble.endSession(session);
        }
    }

    @Override
    public boolean isConnected() {
        return isConnected;
    }

    @Override
    public long sessionId() {
        return session;
    }

    @Override
    public long zxid() {
        return zxid;
    }

    @Override
    public void get(String path, Consumer<Read<StoredZnode>> callback) {
        request(() -> ensemble.get(path), new Read<>(ZnodeOutcome.UNKNOWN, null), callback, false);
    }

    @Override
    public void children(String path, Consumer<Read<List<String>>> callback) {
        request(() -> ensemble.children(path), new Read<>(ZnodeOutcome.UNKNOWN, null), callback, false);
    }

    @Override
    public void write(List<ZnodeChange> changes, Consumer<Written> callback) {
        long writer = session;
        Written unknown = new Written(ZnodeOutcome.UNKNOWN, -1, -1);
        request(() -> ensemble.isOpen(writer) ? ensemble.write(writer, changes) : unknown, unknown, callback, true);
    }

    @Override
    public void sync() {}

    @Override
    public void watch(String path) {
        int current = connection;
        loop.after(FakeEnsemble.LATENCY, () -> {
            if (current == connection) {
                watches.add(path);
            }
        });
    }

    void event(String path, boolean isDeleted) {
        if (!isConnected || watches.stream().noneMatch(watch -> path.equals(watch) || path.startsWith(watch + "/"))) {
            return;
        }
        int current = connection;
        long happened = ensemble.zxid();
        loop.after(FakeEnsemble.LATENCY, host.guarded(() -> {
            if (current == connection) {
                zxid = happened;
                listeners.forEach(listener -> listener.changed(path, isDeleted));
            }
        }));
    }

    private void connected(boolean isNewSession) {
        connection++;
        isConnected = true;
        listeners.forEach(listener -> listener.connected(isNewSession));
    }

    private void breakOnly(int thatConnection) {
        if (thatConnection == connection) {
            disconnect();
        }
    }

    private <T> void request(Supplier<T> server, T unknown, Consumer<T> callback, boolean isWrite) {
        if (!isConnected) {
            host.execute(() -> callback.accept(unknown));
            return;
        }
        if (unanswered.isEmpty()) {
            roundTrips++;
        }
        int current = connection;
        Runnable fail = host.guarded(() -> callback.accept(unknown));
        unanswered.add(fail);
        Runnable arrive = () -> {
            T answer = server.get();
            long applied = ensemble.zxid();
            if (isWrite && isReplyLost) {
                isReplyLost = false;
                loop.after(FakeEnsemble.LATENCY, host.guarded(() -> breakOnly(current)));
                return;
            }
            loop.after(FakeEnsemble.LATENCY, host.guarded(() -> {
                if (current == connection && unanswered.remove(fail)) {
                    zxid = applied;
                    callback.accept(answer);
                }
            }));
        };
        if (isWrite && isWriteHeld) {
            held.add(arrive);
        } else {
            loop.after(FakeEnsemble.LATENCY, arrive);
        }
    }
}
