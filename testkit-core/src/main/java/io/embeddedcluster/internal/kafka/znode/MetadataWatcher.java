package io.embeddedcluster.internal.kafka.znode;

import io.embeddedcluster.internal.host.Host;
import io.embeddedcluster.internal.kafka.metadata.MetadataImage;
import io.embeddedcluster.internal.kafka.model.TopicPartition;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * Keeps a broker's {@link MetadataImage} up to date from the tree of znodes.
 *
 * <p>After each connect it watches the tree, brings the server up to date ({@code sync}) and reads everything, in three
 * round trips however many topics there are. From then on it reads again what watch events name, in rounds: all that
 * changed while one round was under way is the next round, and each round ends in at most one new image. A deletion
 * needs no reading, so the death of a broker is known as soon as its event arrives. No image knows of a topic's deletion by
 * {@link MetadataImage#topicDeletions} and still has the topic. A znode that cannot be understood leaves what was known of
 * it, until it is written again.
 *
 * <p>Threading: the broker's event loop.
 */
public final class MetadataWatcher implements ZnodeStore.Listener {

    private final Host host;
    private final ZnodeStore tree;
    private final List<MetadataListener> listeners = new ArrayList<>();
    private final List<Barrier> barriers = new ArrayList<>();
    private final Map<String, Boolean> changed = new LinkedHashMap<>();
    private final Set<String> malformed = new TreeSet<>();

    private MetadataImage image = MetadataImage.EMPTY;
    private ZnodeSnapshot snapshot = new ZnodeSnapshot();
    private boolean isLoaded;
    private boolean isRoundUnderWay;
    private boolean isRoundScheduled;
    private int round;
    private long roundZxid;
    private long imageZxid;
    private int pendingReads;
    private Runnable whenRead = () -> {};

    /** Watches that tree, which is not started yet. */
    public MetadataWatcher(Host host, ZnodeStore tree) {
        this.host = host;
        this.tree = tree;
        tree.listen(this);
    }

    /** Adds a listener; the first added is the first told. */
    public void listen(MetadataListener listener) {
        listeners.add(listener);
    }

    /** {@return the newest image; {@link MetadataImage#EMPTY} until everything was read once} */
    public MetadataImage image() {
        return image;
    }

    /** {@return a transaction up to which the image shows everything, and maybe more; 0 before anything was read} */
    public long imageZxid() {
        return imageZxid;
    }

    /** {@return whether everything has been read since the connection was made} */
    public boolean isLoaded() {
        return isLoaded;
    }

    /**
     * Runs the task, on the event loop, as soon as the image shows every change whose event has arrived by now. Since an
     * event comes before the answer of any request that shows the change, a task handed in from the callback of a write
     * finds that write in the image, and everything that was committed before it.
     */
    public void whenCaughtUp(Runnable task) {
        if (isLoaded && !isRoundUnderWay && changed.isEmpty()) {
            host.execute(task);
        } else {
            barriers.add(new Barrier(changed.isEmpty() ? round : round + 1, task));
        }
    }

    @Override
    public void connected(boolean isNewSession) {
        tree.watch(ZnodePaths.BROKERS);
        tree.watch(ZnodePaths.CONTROLLER);
        tree.watch(ZnodePaths.CONFIG);
        tree.watch(ZnodePaths.ADMIN);
        tree.watch(ZnodePaths.CLUSTER_ID);
        tree.sync();
        load();
    }

    @Override
    public void disconnected() {
        isLoaded = false;
        abandonRound();
    }

    @Override
    public void changed(String path, boolean isDeleted) {
        if (!ZnodeSnapshot.concerns(path)) {
            return;
        }
        changed.put(path, isDeleted);
        if (isDeleted && isLoaded) {
            // At once: what is being read now may be younger than this, and must not be published beside what is gone.
            snapshot.put(path, null);
        }
        if (path.equals(ZnodePaths.CONTROLLER) && !isDeleted) {
            changed.put(ZnodePaths.CONTROLLER_EPOCH, false);
        }
        scheduleRound();
    }

    private void load() {
        abandonRound();
        ZnodeSnapshot loading = new ZnodeSnapshot();
        beginRound();
        whenRead = () -> {
            snapshot = loading;
            isLoaded = true;
        };
        read(loading, ZnodePaths.CLUSTER_ID, () -> roundZxid = tree.zxid()); // the sync is done, the rest is read later
        read(loading, ZnodePaths.CONTROLLER, () -> {});
        read(loading, ZnodePaths.CONTROLLER_EPOCH, () -> {});
        read(loading, ZnodePaths.DELETE_TOPICS, () -> {}); // before the topics: what is deleted later is not known of
        readChildren(ZnodePaths.BROKER_IDS, path -> read(loading, path, () -> {}));
        readChildren(ZnodePaths.TOPICS, path -> read(loading, path, () -> readStates(loading, path)));
        readChildren(ZnodePaths.CONFIG_TOPICS, path -> read(loading, path, () -> {}));
        readChildren(ZnodePaths.CONFIG_BROKERS, path -> read(loading, path, () -> {}));
        readChildren(ZnodePaths.DELETE_TOPICS, path -> read(loading, path, () -> {}));
    }

    private void readStates(ZnodeSnapshot into, String topicPath) {
        String topic = topicPath.substring(ZnodePaths.TOPICS.length() + 1);
        for (int partition = 0; partition < into.partitionCount(topic); partition++) {
            read(into, ZnodePaths.state(new TopicPartition(topic, partition)), () -> {});
        }
    }

    /** Waits for what else has arrived together with the first event, so that it is read together. */
    private void scheduleRound() {
        if (isLoaded && !isRoundUnderWay && !isRoundScheduled) {
            isRoundScheduled = true;
            host.execute(() -> {
                isRoundScheduled = false;
                if (isLoaded && !isRoundUnderWay && !changed.isEmpty()) {
                    readChanged();
                }
            });
        }
    }

    private void readChanged() {
        Map<String, Boolean> paths = new LinkedHashMap<>(changed);
        changed.clear();
        beginRound();
        whenRead = () -> {};
        pendingReads++;
        paths.forEach((path, isDeleted) -> {
            if (isDeleted) {
                snapshot.put(path, null); // one that came while everything was being loaded
            } else {
                read(snapshot, path, () -> {});
            }
        });
        readEnded();
    }

    private void read(ZnodeSnapshot into, String path, Runnable then) {
        if (!ZnodeSnapshot.concerns(path)) {
            return;
        }
        tree.get(path, counted(read -> {
            try {
                into.put(path, read.isOk() ? read.value() : null);
                if (malformed.remove(path) && into == snapshot && path.startsWith(ZnodePaths.TOPICS + "/")) {
                    readStates(into, path); // which nobody has read who did not know the partitions
                }
            } catch (ZnodeFormatException e) {
                host.journal().record("znode-malformed", "path=" + path + " " + e.getMessage());
                malformed.add(path);
                if (into != snapshot) {
                    into.keep(path, snapshot);
                }
            }
            then.run();
        }));
    }

    private void readChildren(String parent, Consumer<String> each) {
        tree.children(parent, counted(read -> {
            if (read.isOk()) {
                read.value().forEach(name -> each.accept(parent + "/" + name));
            }
        }));
    }

    /** Counts a read of the present round until it is answered. */
    private <T> Consumer<ZnodeStore.Read<T>> counted(Consumer<ZnodeStore.Read<T>> answered) {
        int sentIn = round;
        pendingReads++;
        return read -> {
            if (sentIn != round || !isRoundUnderWay) {
                return; // of a round that a lost connection ended
            }
            if (read.outcome() == ZnodeOutcome.UNKNOWN || read.outcome() == ZnodeOutcome.REFUSED) {
                // The connection is lost: everything is read again after the next one is made.
                isLoaded = false;
                abandonRound();
                return;
            }
            answered.accept(read);
            readEnded();
        };
    }

    private void readEnded() {
        pendingReads--;
        if (pendingReads > 0) {
            return;
        }
        isRoundUnderWay = false;
        whenRead.run();
        imageZxid = roundZxid;
        publish();
        runBarriers();
        if (!changed.isEmpty()) {
            scheduleRound();
        }
    }

    private void beginRound() {
        round++;
        roundZxid = tree.zxid();
        isRoundUnderWay = true;
        pendingReads = 0;
    }

    private void abandonRound() {
        isRoundUnderWay = false;
        changed.clear();
    }

    private void publish() {
        MetadataImage before = image;
        MetadataImage after = snapshot.toImage(before);
        if (after.equals(before)) {
            return;
        }
        image = after;
        listeners.forEach(listener -> listener.imageChanged(before, after));
    }

    private void runBarriers() {
        List<Runnable> due = new ArrayList<>();
        for (Iterator<Barrier> waiting = barriers.iterator(); waiting.hasNext(); ) {
            Barrier barrier = waiting.next();
            if (barrier.round() <= round) {
                due.add(barrier.task());
                waiting.remove();
            }
        }
        due.forEach(Runnable::run);
    }

    /** A task that waits for the end of a round. */
    private record Barrier(int round, Runnable task) {}
}
