package io.embeddedcluster.internal.host;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.function.Consumer;

/**
 * One file of a {@link MemoryDisk}: what is written, what of it is durable, and the operations between the two.
 *
 * <p>A power loss undoes the operations that no finished sync covers: appends, but cuts and replacements just as well.
 */
final class MemoryFile {

    private final String name;
    private ChunkList written = new ChunkList();
    private ChunkList durable = new ChunkList();
    private final ArrayDeque<Consumer<ChunkList>> pending = new ArrayDeque<>();
    /** How many operations this file has seen, and how many of them are durable. */
    private long operationCount;

    private long durableCount;
    /** A file that was never synced does not outlive a power loss. */
    private boolean everSynced;

    MemoryFile(String name) {
        this.name = name;
    }

    String name() {
        return name;
    }

    long length() {
        return written.length();
    }

    ByteBuffer read(long position, int length) {
        return written.read(position, length);
    }

    void append(ByteBuffer bytes) {
        ByteBuffer shared = bytes.slice();
        apply(image -> image.append(shared));
    }

    void truncate(long length) {
        apply(image -> image.truncate(length));
    }

    void replace(ByteBuffer contents) {
        ByteBuffer shared = contents.slice();
        apply(image -> image.replace(shared));
    }

    /** {@return what a sync that begins now has to make durable: all operations up to that count} */
    long operationCount() {
        return operationCount;
    }

    /** Makes the operations up to that count durable. */
    void syncUpTo(long count) {
        everSynced = true;
        while (durableCount < count) {
            pending.remove().accept(durable);
            durableCount++;
        }
    }

    /** Goes back to what is durable; returns false where the file itself is gone. */
    boolean powerLoss() {
        written = durable;
        durable = written.copy();
        pending.clear();
        operationCount = durableCount;
        return everSynced;
    }

    private void apply(Consumer<ChunkList> operation) {
        operation.accept(written);
        pending.add(operation);
        operationCount++;
    }
}
