package io.embeddedcluster.internal.zookeeper.watch;

import io.embeddedcluster.internal.zookeeper.tree.ZnodePath;
import io.embeddedcluster.internal.zookeeper.wire.Acl;
import io.embeddedcluster.internal.zookeeper.wire.WatchEvent;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Watches of one kind, on data or on children, by path and by watcher.
 *
 * <p>A watcher has at most one watch of each mode on a path, and hears of one change once.
 */
final class WatchTable {

    private final Map<String, Map<Watcher, EnumSet<WatchMode>>> byPath = new TreeMap<>();
    private final Map<Watcher, TreeSet<String>> byWatcher = new LinkedHashMap<>();
    private int recursiveCount;

    void add(String path, Watcher watcher, WatchMode mode) {
        EnumSet<WatchMode> modes = byPath.computeIfAbsent(path, each -> new LinkedHashMap<>())
                .computeIfAbsent(watcher, each -> EnumSet.noneOf(WatchMode.class));
        if (modes.add(mode) && mode == WatchMode.RECURSIVE) {
            recursiveCount++;
        }
        byWatcher.computeIfAbsent(watcher, each -> new TreeSet<>()).add(path);
    }

    /** {@return whether there is a watch of that mode, or, where the mode is null, of any} */
    boolean contains(String path, Watcher watcher, @Nullable WatchMode mode) {
        EnumSet<WatchMode> modes = byPath.getOrDefault(path, Map.of()).get(watcher);
        return modes != null && (mode == null || modes.contains(mode));
    }

    /** Removes the watch of that mode, or, where the mode is null, all; returns whether there was one. */
    boolean remove(String path, Watcher watcher, @Nullable WatchMode mode) {
        if (!contains(path, watcher, mode)) {
            return false;
        }
        Map<Watcher, EnumSet<WatchMode>> watchers = byPath.getOrDefault(path, Map.of());
        EnumSet<WatchMode> modes = watchers.getOrDefault(watcher, EnumSet.noneOf(WatchMode.class));
        if ((mode == null || mode == WatchMode.RECURSIVE) && modes.contains(WatchMode.RECURSIVE)) {
            recursiveCount--;
        }
        modes.removeIf(each -> mode == null || each == mode);
        if (modes.isEmpty()) {
            watchers.remove(watcher);
            forget(path, watcher);
        }
        return true;
    }

    /** Removes all watches of a watcher. */
    void removeAll(Watcher watcher) {
        TreeSet<String> paths = byWatcher.get(watcher);
        if (paths != null) {
            List.copyOf(paths).forEach(path -> remove(path, watcher, null));
        }
    }

    /**
     * Tells an event to all who watch its path, or, recursively, one above it.
     *
     * @param suppressed who was told already
     * @return who was told, {@code suppressed} not counted
     */
    Set<Watcher> trigger(WatchEvent event, List<Acl> acl, Set<Watcher> suppressed) {
        if (byPath.isEmpty()) {
            return Set.of();
        }
        Set<Watcher> told = new LinkedHashSet<>();
        Set<Watcher> inOrder = new LinkedHashSet<>(watchersAt(event.path()));
        if (recursiveCount > 0) {
            addRecursive(event.path(), inOrder);
        }
        for (Watcher watcher : inOrder) {
            if (!suppressed.contains(watcher)) {
                told.add(watcher);
                watcher.process(event, acl);
            }
        }
        return told;
    }

    private List<Watcher> watchersAt(String path) {
        Map<Watcher, EnumSet<WatchMode>> watchers = byPath.get(path);
        if (watchers == null) {
            return List.of();
        }
        List<Watcher> found = List.copyOf(watchers.keySet());
        Iterator<Map.Entry<Watcher, EnumSet<WatchMode>>> each =
                watchers.entrySet().iterator();
        while (each.hasNext()) {
            Map.Entry<Watcher, EnumSet<WatchMode>> entry = each.next();
            entry.getValue().remove(WatchMode.ONE_SHOT);
            if (entry.getValue().isEmpty()) {
                each.remove();
                forget(path, entry.getKey());
            }
        }
        return found;
    }

    private void addRecursive(String path, Set<Watcher> found) {
        for (String above = path; !above.equals(ZnodePath.ROOT); ) {
            above = ZnodePath.parentOf(above);
            byPath.getOrDefault(above, Map.of()).forEach((watcher, modes) -> {
                if (modes.contains(WatchMode.RECURSIVE)) {
                    found.add(watcher);
                }
            });
        }
    }

    private void forget(String path, Watcher watcher) {
        if (byPath.getOrDefault(path, Map.of()).isEmpty()) {
            byPath.remove(path);
        }
        TreeSet<String> paths = byWatcher.get(watcher);
        if (paths != null) {
            paths.remove(path);
            if (paths.isEmpty()) {
                byWatcher.remove(watcher);
            }
        }
    }

    /** {@return the modes of a watcher's watches, by path; a copy} */
    Map<String, EnumSet<WatchMode>> of(Watcher watcher) {
        Map<String, EnumSet<WatchMode>> found = new TreeMap<>();
        for (String path : byWatcher.getOrDefault(watcher, new TreeSet<>())) {
            EnumSet<WatchMode> modes = byPath.getOrDefault(path, Map.of()).get(watcher);
            if (modes != null) {
                found.put(path, EnumSet.copyOf(modes));
            }
        }
        return found;
    }

    /** {@return for each path, in order, the sessions of its watchers; a copy} */
    SortedMap<String, List<Long>> byPath() {
        SortedMap<String, List<Long>> sessions = new TreeMap<>();
        byPath.forEach((path, watchers) -> sessions.put(
                path, watchers.keySet().stream().map(Watcher::session).sorted().toList()));
        return sessions;
    }

    /** {@return for each session, in order, the paths that are watched for it; a copy} */
    SortedMap<Long, List<String>> bySession() {
        SortedMap<Long, List<String>> paths = new TreeMap<>();
        byWatcher.forEach((watcher, watched) -> paths.put(watcher.session(), List.copyOf(watched)));
        return paths;
    }

    /** {@return how many pairs of watcher and path there are} */
    int size() {
        return byPath.values().stream().mapToInt(Map::size).sum();
    }
}
