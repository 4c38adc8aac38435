package io.embeddedcluster.internal.host;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * A disk in memory that outlives the runs of its node.
 *
 * <p>Each run {@linkplain #mount mounts} it. What ends a run decides what is left: {@link #crash} keeps all that was
 * written, {@link #powerLoss} takes each file back to its last finished sync, {@link #wipe} leaves nothing. After that the
 * old mount is dead: none of its syncs calls back any more, and writing through it is an error.
 *
 * <p>A sync is finished, and its bytes durable, when the run's executor gets to it; a power loss before that loses them.
 *
 * <p>Threading: no two calls at a time. The node's host sees to it.
 */
public final class MemoryDisk {

    private final TreeMap<String, MemoryFile> files = new TreeMap<>();
    private @Nullable Mount mount;

    /**
     * Begins a run: ends an earlier mount as a crash does and returns the disk as the new run sees it.
     *
     * @param syncs runs the end of each sync, on the node's event loop, in the order given; how late is how slow this disk
     *     syncs
     */
    public Disk mount(Executor syncs) {
        mount = new Mount(syncs);
        return mount;
    }

    /** Ends the run and keeps what was written, as the page cache does when a process is killed. */
    public void crash() {
        mount = null;
    }

    /** Ends the run and loses all that was never synced. */
    public void powerLoss() {
        mount = null;
        files.values().removeIf(file -> !file.powerLoss());
    }

    /** Ends the run and loses everything. */
    public void wipe() {
        mount = null;
        files.clear();
    }

    /** {@return the bytes written on all files} */
    public long usedBytes() {
        return files.values().stream().mapToLong(MemoryFile::length).sum();
    }

    /** The disk in the hands of one run. */
    private final class Mount implements Disk {

        private final Executor syncs;

        Mount(Executor syncs) {
            this.syncs = syncs;
        }

        @Override
        public DiskFile open(String name) {
            requireAlive();
            return new MountedFile(this, files.computeIfAbsent(name, MemoryFile::new));
        }

        @Override
        public boolean exists(String name) {
            return files.containsKey(name);
        }

        @Override
        public void delete(String name) {
            requireAlive();
            files.remove(name);
        }

        @Override
        public void rename(String from, String to) {
            requireAlive();
            if (!files.containsKey(from) || files.containsKey(to)) {
                throw new IllegalArgumentException("rename " + from + " to " + to);
            }
            files.put(to, files.remove(from));
        }

        @Override
        public List<String> list(String prefix) {
            return files.tailMap(prefix).keySet().stream()
                    .takeWhile(name -> name.startsWith(prefix))
                    .toList();
        }

        boolean isAlive() {
            return mount == this;
        }

        void requireAlive() {
            if (!isAlive()) {
                throw new IllegalStateException("disk used by a run that has ended");
            }
        }
    }

    /** A file in the hands of one run. */
    private static final class MountedFile implements DiskFile {

        private final Mount mount;
        private final MemoryFile file;

        MountedFile(Mount mount, MemoryFile file) {
            this.mount = mount;
            this.file = file;
        }

        @Override
        public long length() {
            return file.length();
        }

        @Override
        public ByteBuffer read(long position, int length) {
            return file.read(position, length);
        }

        @Override
        public void append(ByteBuffer bytes) {
            mount.requireAlive();
            file.append(bytes);
        }

        @Override
        public void truncate(long length) {
            mount.requireAlive();
            file.truncate(length);
        }

        @Override
        public void replace(ByteBuffer contents) {
            mount.requireAlive();
            file.replace(contents);
        }

        @Override
        public void sync(SyncCallback callback) {
            mount.requireAlive();
            long covered = file.operationCount();
            mount.syncs.execute(() -> {
                if (mount.isAlive()) {
                    file.syncUpTo(covered);
                    callback.synced(null);
                }
            });
        }

        @Override
        public String toString() {
            return file.name();
        }
    }
}
