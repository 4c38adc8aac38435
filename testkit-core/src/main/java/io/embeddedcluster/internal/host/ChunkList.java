package io.embeddedcluster.internal.host;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** The bytes of a file in memory: the buffers that were appended, shared and not copied, findable by position. */
final class ChunkList {

    private ByteBuffer[] chunks = new ByteBuffer[8];
    /** Where chunk i begins, as a position in the file. */
    private long[] starts = new long[8];

    private int count;
    private long length;

    long length() {
        return length;
    }

    void append(ByteBuffer bytes) {
        if (!bytes.hasRemaining()) {
            return;
        }
        if (count == chunks.length) {
            chunks = Arrays.copyOf(chunks, count * 2);
            starts = Arrays.copyOf(starts, count * 2);
        }
        chunks[count] = bytes;
        starts[count] = length;
        count++;
        length += bytes.remaining();
    }

    /** Cuts to the new length; the last chunk that stays may become a slice of itself. */
    void truncate(long newLength) {
        if (newLength > length) {
            throw new IllegalArgumentException("cannot cut " + length + " bytes to " + newLength);
        }
        while (count > 0 && starts[count - 1] >= newLength) {
            chunks[--count] = null;
        }
        length = newLength;
        if (count > 0) {
            ByteBuffer last = chunks[count - 1];
            int kept = Math.toIntExact(newLength - starts[count - 1]);
            chunks[count - 1] = last.slice(last.position(), kept);
        }
    }

    void replace(ByteBuffer contents) {
        truncate(0);
        append(contents);
    }

    /** Returns the bytes, shared where one chunk holds them all, else copied together. */
    ByteBuffer read(long position, int wanted) {
        if (position < 0 || wanted < 0 || position + wanted > length) {
            throw new IllegalArgumentException(
                    "read of " + wanted + " bytes at " + position + " (expected: within " + length + " bytes)");
        }
        if (wanted == 0) {
            return ByteBuffer.allocate(0).asReadOnlyBuffer();
        }
        int index = chunkAt(position);
        int skipped = (int) (position - starts[index]);
        ByteBuffer first = chunks[index];
        if (first.remaining() - skipped >= wanted) {
            return first.slice(first.position() + skipped, wanted).asReadOnlyBuffer();
        }
        ByteBuffer copy = ByteBuffer.allocate(wanted);
        while (copy.hasRemaining()) {
            ByteBuffer chunk = chunks[index++];
            int taken = Math.min(copy.remaining(), chunk.remaining() - skipped);
            copy.put(chunk.slice(chunk.position() + skipped, taken));
            skipped = 0;
        }
        return copy.flip().asReadOnlyBuffer();
    }

    ChunkList copy() {
        ChunkList copy = new ChunkList();
        copy.chunks = chunks.clone();
        copy.starts = starts.clone();
        copy.count = count;
        copy.length = length;
        return copy;
    }

    private int chunkAt(long position) {
        int found = Arrays.binarySearch(starts, 0, count, position);
        return found >= 0 ? found : -found - 2;
    }
}
