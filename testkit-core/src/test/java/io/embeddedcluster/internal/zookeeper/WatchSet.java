package io.embeddedcluster.internal.zookeeper;

import io.embeddedcluster.internal.zookeeper.tree.ZnodePath;
import io.embeddedcluster.internal.zookeeper.wire.OpCode;
import io.embeddedcluster.internal.zookeeper.wire.SetWatchesRequest;
import io.embeddedcluster.internal.zookeeper.wire.WatchEvent;
import io.embeddedcluster.internal.zookeeper.wire.WatchEventType;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The watches of one session, written from the programmer's guide.
 *
 * @spec https://zookeeper.apache.org/doc/r3.9.4/zookeeperProgrammers.html#ch_zkWatches ZooKeeper Watches
 */
final class WatchSet {

    /** What a one-shot watch is on. */
    enum Table {
        DATA,
        CHILDREN;

        boolean hears(WatchEventType type) {
            return switch (type) {
                case NODE_DELETED -> true;
                case NODE_CHILDREN_CHANGED -> this == CHILDREN;
                default -> this == DATA;
            };
        }
    }

    private static final int OF_CHILDREN = 1;
    private static final int OF_DATA = 2;
    private static final int ANY = 3;
    private static final int PERSISTENT = 4;
    private static final int RECURSIVE = 5;

    private final Set<OneShot> oneShots = new TreeSet<>();
    private final Set<String> persistent = new TreeSet<>();
    private final Set<String> recursive = new TreeSet<>();

    /** Ends at its first event; {@code onAbsent} where there was no znode when it was set. */
    private record OneShot(Table table, String path, boolean onAbsent) implements Comparable<OneShot> {

        @Override
        public int compareTo(OneShot other) {
            int byTable = table.compareTo(other.table);
            if (byTable != 0) {
                return byTable;
            }
            int byPath = path.compareTo(other.path);
            return byPath != 0 ? byPath : Boolean.compare(onAbsent, other.onAbsent);
        }
    }

    void add(Table table, String path, boolean onAbsent) {
        oneShots.add(new OneShot(table, path, onAbsent));
    }

    /** Adds one that stays. */
    void stay(String path, boolean isRecursive) {
        (isRecursive ? recursive : persistent).add(path);
    }

    boolean isEmpty() {
        return oneShots.isEmpty() && persistent.isEmpty() && recursive.isEmpty();
    }

    void clear() {
        oneShots.clear();
        persistent.clear();
        recursive.clear();
    }

    /** Takes off what ends with an event; returns whether it is to be told. */
    boolean fire(WatchEvent event) {
        boolean ended = oneShots.removeIf(
                watch -> watch.path().equals(event.path()) && watch.table().hears(event.type()));
        return ended || persistent.contains(event.path()) || isBelowRecursive(event);
    }

    /** Events about lists of children are not told to a watch that hears of each child anyway. */
    private boolean isBelowRecursive(WatchEvent event) {
        if (recursive.isEmpty() || event.type() == WatchEventType.NODE_CHILDREN_CHANGED) {
            return false;
        }
        String path = event.path();
        while (!recursive.contains(path) && !path.equals(ZnodePath.ROOT)) {
            path = ZnodePath.parentOf(path);
        }
        return recursive.contains(path);
    }

    /** {@return whether there is such a watch} */
    boolean has(String path, int type) {
        return switch (type) {
            case OF_CHILDREN -> hasOneShot(Table.CHILDREN, path);
            case OF_DATA -> hasOneShot(Table.DATA, path);
            case PERSISTENT -> persistent.contains(path);
            case RECURSIVE -> recursive.contains(path);
            default ->
                oneShots.stream().anyMatch(watch -> watch.path().equals(path))
                        || persistent.contains(path)
                        || recursive.contains(path);
        };
    }

    private boolean hasOneShot(Table table, String path) {
        return oneShots.stream()
                .anyMatch(watch -> watch.table() == table && watch.path().equals(path));
    }

    void remove(String path, int type) {
        oneShots.removeIf(watch -> watch.path().equals(path)
                && (type == ANY || type == (watch.table() == Table.DATA ? OF_DATA : OF_CHILDREN)));
        if (type == PERSISTENT || type == ANY) {
            persistent.remove(path);
        }
        if (type == RECURSIVE || type == ANY) {
            recursive.remove(path);
        }
    }

    /** {@return all of them, for the next server} */
    SetWatchesRequest toRequest(long lastZxid) {
        boolean stay = !persistent.isEmpty() || !recursive.isEmpty();
        return new SetWatchesRequest(
                stay ? OpCode.SET_WATCHES2 : OpCode.SET_WATCHES,
                lastZxid,
                paths(Table.DATA, false),
                paths(Table.DATA, true),
                paths(Table.CHILDREN, false),
                List.copyOf(persistent),
                List.copyOf(recursive));
    }

    private List<String> paths(Table table, boolean onAbsent) {
        return oneShots.stream()
                .filter(watch -> watch.table() == table && watch.onAbsent() == onAbsent)
                .map(OneShot::path)
                .toList();
    }

    /**
     * Does what a server does with the watches of a client that comes from another one.
     *
     * @param now each znode as the server has it
     * @return what has changed since, which is told at once
     */
    List<WatchEvent> takeOver(SetWatchesRequest request, Function<String, @Nullable Picture> now) {
        List<WatchEvent> missed = new ArrayList<>();
        for (String path : request.data()) {
            Picture picture = now.apply(path);
            boolean isOld = picture != null && picture.stat().mzxid() <= request.relativeZxid();
            takeOver(Table.DATA, path, isOld ? null : changed(picture, WatchEventType.NODE_DATA_CHANGED), missed);
        }
        for (String path : request.exist()) {
            WatchEventType change = now.apply(path) == null ? null : WatchEventType.NODE_CREATED;
            takeOver(Table.DATA, path, change, missed);
        }
        for (String path : request.child()) {
            Picture picture = now.apply(path);
            boolean isOld = picture != null && picture.stat().pzxid() <= request.relativeZxid();
            takeOver(
                    Table.CHILDREN,
                    path,
                    isOld ? null : changed(picture, WatchEventType.NODE_CHILDREN_CHANGED),
                    missed);
        }
        persistent.addAll(request.persistent());
        recursive.addAll(request.recursive());
        return missed;
    }

    private static WatchEventType changed(@Nullable Picture picture, WatchEventType change) {
        return picture == null ? WatchEventType.NODE_DELETED : change;
    }

    private void takeOver(Table table, String path, @Nullable WatchEventType change, List<WatchEvent> missed) {
        if (change == null) {
            oneShots.add(new OneShot(table, path, false));
        } else {
            missed.add(new WatchEvent(change, path, -1));
        }
    }
}
