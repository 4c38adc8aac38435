package io.embeddedcluster.internal.host.simulated;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The order of all events of a simulation, as a hash, and as lines where somebody wants to read them. */
final class Trace {

    private long hash = 0x9e3779b97f4a7c15L;
    private long count;
    private @Nullable List<String> lines;

    void add(long nanos, String kind, String node, long detail) {
        mix(nanos);
        mix(kind.hashCode());
        mix(node.hashCode());
        mix(detail);
        count++;
        if (lines != null) {
            lines.add(String.format("#%d %d ns %s %s %x", count, nanos, node, kind, detail));
        }
    }

    long hash() {
        return hash;
    }

    long count() {
        return count;
    }

    void keepLines() {
        lines = new ArrayList<>();
    }

    List<String> lines() {
        return lines == null ? List.of() : List.copyOf(lines);
    }

    private void mix(long value) {
        hash = (Long.rotateLeft(hash, 27) ^ value) * 0xbf58476d1ce4e5b9L;
        hash ^= hash >>> 31;
    }

    /** {@return a hash of the bytes; the same in every JVM} */
    static long hashOf(ByteBuffer bytes) {
        long hash = bytes.remaining();
        int end = bytes.limit();
        int i = bytes.position();
        for (; i + Long.BYTES <= end; i += Long.BYTES) {
            hash = (Long.rotateLeft(hash, 25) ^ bytes.getLong(i)) * 0x94d049bb133111ebL;
        }
        for (; i < end; i++) {
            hash = (Long.rotateLeft(hash, 25) ^ bytes.get(i)) * 0x94d049bb133111ebL;
        }
        return hash;
    }
}
