package io.embeddedcluster.internal.kafka.wire;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A tagged field of which nothing is known but its bytes. They are neither copied nor modified. */
public final class RawTaggedField {

    private final int tag;
    private final byte[] data;

    /**
     * Holds a field.
     *
     * @param tag its number, not negative
     * @param data its content
     */
    public RawTaggedField(int tag, byte[] data) {
        if (tag < 0) {
            throw new IllegalArgumentException("tag " + tag + " (expected: not negative)");
        }
        this.tag = tag;
        this.data = data;
    }

    /** {@return its number} */
    public int tag() {
        return tag;
    }

    /** {@return its content} */
    public byte[] data() {
        return data;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof RawTaggedField that && tag == that.tag && Arrays.equals(data, that.data);
    }

    @Override
    public int hashCode() {
        return 31 * tag + Arrays.hashCode(data);
    }

    @Override
    public String toString() {
        return "tag " + tag + " (" + data.length + " bytes)";
    }
}
