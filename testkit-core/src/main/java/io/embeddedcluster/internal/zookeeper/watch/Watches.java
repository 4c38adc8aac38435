package io.embeddedcluster.internal.zookeeper.watch;

import io.embeddedcluster.internal.zookeeper.tree.TreeChange;
import io.embeddedcluster.internal.zookeeper.tree.Znode;
import io.embeddedcluster.internal.zookeeper.tree.ZnodePath;
import io.embeddedcluster.internal.zookeeper.tree.ZnodeTree;
import io.embeddedcluster.internal.zookeeper.wire.AddWatchMode;
import io.embeddedcluster.internal.zookeeper.wire.SetWatchesRequest;
import io.embeddedcluster.internal.zookeeper.wire.WatchEvent;
import io.embeddedcluster.internal.zookeeper.wire.WatchEventType;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * All watches of one server.
 *
 * @spec https://zookeeper.apache.org/doc/r3.9.4/zookeeperProgrammers.html#ch_zkWatches ZooKeeper Watches
 */
public final class Watches implements TreeChange.Listener {

    private final WatchTable data = new WatchTable();
    private final WatchTable children = new WatchTable();

    /** Watches a znode's data and existence until the next event. */
    public void watchData(String path, Watcher watcher) {
        data.add(path, watcher, WatchMode.ONE_SHOT);
    }

    /** Watches a znode's list of children until the next event. */
    public void watchChildren(String path, Watcher watcher) {
        children.add(path, watcher, WatchMode.ONE_SHOT);
    }

    /** Watches until the connection ends. A recursive watch has no events about lists of children. */
    public void add(String path, Watcher watcher, AddWatchMode mode) {
        if (mode == AddWatchMode.PERSISTENT_RECURSIVE) {
            data.add(path, watcher, WatchMode.RECURSIVE);
        } else {
            data.add(path, watcher, WatchMode.PERSISTENT);
            children.add(path, watcher, WatchMode.PERSISTENT);
        }
    }

    /** {@return whether the watcher has such a watch} */
    public boolean contains(String path, Watcher watcher, WatchType type) {
        return switch (type) {
            case CHILDREN -> children.contains(path, watcher, WatchMode.ONE_SHOT);
            case DATA -> data.contains(path, watcher, WatchMode.ONE_SHOT);
            case PERSISTENT -> data.contains(path, watcher, WatchMode.PERSISTENT);
            case PERSISTENT_RECURSIVE -> data.contains(path, watcher, WatchMode.RECURSIVE);
            case ANY -> children.contains(path, watcher, null) || data.contains(path, watcher, null);
        };
    }

    /** Removes such watches; returns whether there was one. */
    public boolean remove(String path, Watcher watcher, WatchType type) {
        return switch (type) {
            case CHILDREN -> children.remove(path, watcher, WatchMode.ONE_SHOT);
            case DATA -> data.remove(path, watcher, WatchMode.ONE_SHOT);
            case PERSISTENT -> removeBoth(path, watcher, WatchMode.PERSISTENT);
            case PERSISTENT_RECURSIVE -> data.remove(path, watcher, WatchMode.RECURSIVE);
            case ANY -> removeBoth(path, watcher, null);
        };
    }

    private boolean removeBoth(String path, Watcher watcher, @Nullable WatchMode mode) {
        boolean removedChildren = children.remove(path, watcher, mode);
        boolean removedData = data.remove(path, watcher, mode);
        return removedChildren || removedData;
    }

    /** Removes every watch of a connection. */
    public void removeAll(Watcher watcher) {
        data.removeAll(watcher);
        children.removeAll(watcher);
    }

    /** {@return the watches of a connection, by path} */
    public List<Watch> of(Watcher watcher) {
        List<Watch> found = new ArrayList<>();
        data.of(watcher).forEach((path, modes) -> modes.forEach(mode -> found.add(new Watch(path, dataType(mode)))));
        children.of(watcher).forEach((path, modes) -> {
            // A persistent watch is in both tables.
            if (modes.contains(WatchMode.ONE_SHOT)) {
                found.add(new Watch(path, WatchType.CHILDREN));
            }
        });
        found.sort(Comparator.comparing(Watch::path).thenComparing(Watch::type));
        return found;
    }

    private static WatchType dataType(WatchMode mode) {
        return switch (mode) {
            case ONE_SHOT -> WatchType.DATA;
            case PERSISTENT -> WatchType.PERSISTENT;
            case RECURSIVE -> WatchType.PERSISTENT_RECURSIVE;
        };
    }

    /** {@return how many watches there are} */
    public int size() {
        return data.size() + children.size();
    }

    /** {@return for each path, in order, the sessions that watch the znode itself; a copy} */
    public SortedMap<String, List<Long>> dataByPath() {
        return data.byPath();
    }

    /** {@return for each session, in order, the paths of the znodes that it watches; a copy} */
    public SortedMap<Long, List<String>> dataBySession() {
        return data.bySession();
    }

    @Override
    public void changed(TreeChange change) {
        String parent = ZnodePath.parentOf(change.path());
        switch (change.kind()) {
            case CREATED -> {
                data.trigger(event(WatchEventType.NODE_CREATED, change.path(), change), change.acl(), Set.of());
                children.trigger(childrenChanged(parent, change), change.parentAcl(), Set.of());
            }
            case DELETED -> {
                WatchEvent deleted = event(WatchEventType.NODE_DELETED, change.path(), change);
                Set<Watcher> told = data.trigger(deleted, change.acl(), Set.of());
                children.trigger(deleted, change.acl(), told);
                children.trigger(childrenChanged(parent, change), change.parentAcl(), Set.of());
            }
            case DATA_CHANGED ->
                data.trigger(event(WatchEventType.NODE_DATA_CHANGED, change.path(), change), change.acl(), Set.of());
        }
    }

    private static WatchEvent childrenChanged(String parent, TreeChange change) {
        return event(WatchEventType.NODE_CHILDREN_CHANGED, parent, change);
    }

    private static WatchEvent event(WatchEventType type, String path, TreeChange change) {
        return new WatchEvent(type, path, change.zxid());
    }

    /**
     * Takes over the watches of a client that comes from another server: tells at once what has changed since the
     * transaction that the client knows of, and sets the other watches. Persistent watches are only set.
     */
    public void takeOver(SetWatchesRequest request, ZnodeTree tree, Watcher watcher) {
        for (String path : request.data()) {
            Znode node = tree.find(path);
            if (node == null) {
                replay(WatchEventType.NODE_DELETED, path, null, watcher);
            } else if (node.mzxid() > request.relativeZxid()) {
                replay(WatchEventType.NODE_DATA_CHANGED, path, node, watcher);
            } else {
                watchData(path, watcher);
            }
        }
        for (String path : request.exist()) {
            Znode node = tree.find(path);
            if (node != null) {
                replay(WatchEventType.NODE_CREATED, path, node, watcher);
            } else {
                watchData(path, watcher);
            }
        }
        for (String path : request.child()) {
            Znode node = tree.find(path);
            if (node == null) {
                replay(WatchEventType.NODE_DELETED, path, null, watcher);
            } else if (node.pzxid() > request.relativeZxid()) {
                replay(WatchEventType.NODE_CHILDREN_CHANGED, path, node, watcher);
            } else {
                watchChildren(path, watcher);
            }
        }
        request.persistent().forEach(path -> add(path, watcher, AddWatchMode.PERSISTENT));
        request.recursive().forEach(path -> add(path, watcher, AddWatchMode.PERSISTENT_RECURSIVE));
    }

    /** Replayed events bear no zxid. What a client may not read it is not told of, and its watch is gone all the same. */
    private static void replay(WatchEventType type, String path, @Nullable Znode node, Watcher watcher) {
        watcher.process(new WatchEvent(type, path, -1), node == null ? List.of() : node.acl());
    }
}
