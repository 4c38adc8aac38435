package io.embeddedcluster.internal.host;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * An append-only file that can be cut at its end, read at any position, and replaced as a whole.
 *
 * <p>Writes are visible to reads at once and durable after {@link #sync}. Bytes handed in are never modified by the disk
 * and must not be modified by the caller afterwards, so that replicas in one JVM share them.
 */
public interface DiskFile {

    /** {@return the length in bytes, written but perhaps not synced} */
    long length();

    /**
     * Appends the remaining bytes of the buffer, whose position is not moved.
     *
     * @throws DiskException if the disk refuses the write; nothing is written then
     */
    void append(ByteBuffer bytes);

    /**
     * Returns bytes from a position, read-only. They may be shared with the file's memory.
     *
     * @param position 0 up to the file's length
     * @param length in bytes; position + length lies within the file
     */
    ByteBuffer read(long position, int length);

    /** Cuts the file to that length, at most its present one. */
    void truncate(long length);

    /** Replaces the whole contents in one step: after a crash the file is as before or as after, never between. */
    void replace(ByteBuffer contents);

    /**
     * Makes durable what is written by now, and runs the callback later on the node's event loop. Callbacks of one file
     * come in the order of the calls.
     */
    void sync(SyncCallback callback);

    /** Told how a sync ended. */
    @FunctionalInterface
    interface SyncCallback {

        /**
         * Tells the end of one sync.
         *
         * @param failure why the sync failed, or null where all is durable
         */
        void synced(@Nullable DiskException failure);
    }
}
