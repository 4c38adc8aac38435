package io.embeddedcluster.internal.zookeeper.operator;

/** The last, least and greatest of some sizes, in bytes, -1 while there are none. */
public final class SizeRange {

    private static final int NONE = -1;

    private int last = NONE;
    private int min = NONE;
    private int max = NONE;

    /** Notes a size. */
    public void add(int bytes) {
        last = bytes;
        min = min == NONE ? bytes : Math.min(min, bytes);
        max = Math.max(max, bytes);
    }

    /** Forgets all. */
    public void reset() {
        last = NONE;
        min = NONE;
        max = NONE;
    }

    int last() {
        return last;
    }

    int min() {
        return min;
    }

    int max() {
        return max;
    }

    @Override
    public String toString() {
        return last + "/" + min + "/" + max;
    }
}
