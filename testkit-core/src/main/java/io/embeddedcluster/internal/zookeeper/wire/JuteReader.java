package io.embeddedcluster.internal.zookeeper.wire;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads jute primitives from one frame. Each length is compared with what the frame still holds before anything is
 * allocated.
 *
 * <p>A length of -1 is jute's null. As in ZooKeeper, bytes that are not UTF-8 become replacement characters, and bytes
 * that are left over at the end of a record are ignored.
 */
public final class JuteReader {

    private final ByteBuffer in;

    /** Reads the remaining bytes of the buffer, whose position is not moved. */
    public JuteReader(ByteBuffer bytes) {
        this.in = bytes.slice();
    }

    /** {@return how many bytes are left} */
    public int remaining() {
        return in.remaining();
    }

    /** {@return the rest of the frame, not consumed} */
    public ByteBuffer rest() {
        return in.slice();
    }

    /** Reads one byte that is 0 for false; anything else is true, as Java's data streams have it. */
    public boolean readBoolean(String field) {
        require(1, field);
        return in.get() != 0;
    }

    /** Reads four bytes, big-endian. */
    public int readInt(String field) {
        require(Integer.BYTES, field);
        return in.getInt();
    }

    /** Reads eight bytes, big-endian. */
    public long readLong(String field) {
        require(Long.BYTES, field);
        return in.getLong();
    }

    /** Reads a buffer, null where its length is -1. */
    public byte @Nullable [] readBuffer(String field) {
        int length = readLength(field);
        if (length == -1) {
            return null;
        }
        byte[] bytes = new byte[length];
        in.get(bytes);
        return bytes;
    }

    /** Reads a string, null where its length is -1. */
    public @Nullable String readNullableString(String field) {
        byte[] bytes = readBuffer(field);
        return bytes == null ? null : new String(bytes, StandardCharsets.UTF_8);
    }

    /** Reads a string that must not be null. */
    public String readString(String field) {
        String value = readNullableString(field);
        if (value == null) {
            throw new JuteFormatException(field + " is null at byte " + in.position());
        }
        return value;
    }

    /**
     * Reads a vector whose elements take at least {@code elementBytes} each; null where its length is -1, and empty where
     * its length is any other negative number, as in ZooKeeper.
     */
    public <T> @Nullable List<T> readNullableVector(String field, int elementBytes, Function<JuteReader, T> element) {
        int count = readInt(field);
        if (count == -1) {
            return null;
        }
        if ((long) count * elementBytes > in.remaining()) {
            throw new JuteFormatException(
                    field + " has " + count + " elements, but only " + in.remaining() + " bytes are left");
        }
        List<T> elements = new ArrayList<>(Math.max(count, 0));
        for (int i = 0; i < count; i++) {
            elements.add(element.apply(this));
        }
        return elements;
    }

    /** Reads a vector that must not be null. */
    public <T> List<T> readVector(String field, int elementBytes, Function<JuteReader, T> element) {
        List<T> elements = readNullableVector(field, elementBytes, element);
        if (elements == null) {
            throw new JuteFormatException(field + " is null at byte " + in.position());
        }
        return elements;
    }

    /** Reads a vector of strings, none of them null. */
    public List<String> readStrings(String field) {
        return readVector(field, Integer.BYTES, in -> in.readString(field));
    }

    private int readLength(String field) {
        int length = readInt(field);
        if (length < -1 || length > in.remaining()) {
            throw new JuteFormatException(
                    field + " has length " + length + ", but " + in.remaining() + " bytes are left");
        }
        return length;
    }

    private void require(int bytes, String field) {
        if (in.remaining() < bytes) {
            throw new JuteFormatException(field + " is cut off at byte " + in.limit());
        }
    }
}
