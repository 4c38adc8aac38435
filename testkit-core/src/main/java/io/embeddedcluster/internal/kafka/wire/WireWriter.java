package io.embeddedcluster.internal.kafka.wire;

import io.embeddedcluster.internal.kafka.model.Uuid;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Collects values of Kafka's primitive types as bytes.
 *
 * <p>Grows as needed. Records are not copied: the result is a list of buffers, some made here, some those that were given.
 * {@code compact} lengths are those of flexible versions: an unsigned varint of the length plus one, 0 for null.
 *
 * <p>Threading: one thread.
 *
 * @spec https://kafka.apache.org/protocol.html#protocol_types Kafka protocol guide, primitive types
 */
public final class WireWriter {

    private static final int INITIAL_CAPACITY = 128;

    /** Finished pieces, in order. */
    private final List<ByteBuffer> pieces = new ArrayList<>();

    private int piecesBytes;

    /** The piece being written is {@code chunk[pieceStart, position)}; what is before it belongs to finished pieces. */
    private byte[] chunk = new byte[INITIAL_CAPACITY];

    private int pieceStart;
    private int position;

    /** {@return how many bytes were written} */
    public int size() {
        return piecesBytes + position - pieceStart;
    }

    /** {@return all that was written, in order; to be read only, since records are shared with those who gave them} */
    public List<ByteBuffer> toBuffers() {
        finishPiece();
        return pieces.stream().map(ByteBuffer::duplicate).toList();
    }

    /** {@return a copy of all that was written} */
    public byte[] toByteArray() {
        ByteBuffer all = ByteBuffer.allocate(size());
        toBuffers().forEach(all::put);
        return all.array();
    }

    /** {@return a header and a body, with their length in front} */
    static List<ByteBuffer> frame(WireMessage header, short headerVersion, WireMessage body, short version) {
        WireWriter out = new WireWriter();
        out.writeInt32(0);
        header.write(out, headerVersion);
        body.write(out, version);
        List<ByteBuffer> buffers = out.toBuffers();
        buffers.get(0).putInt(0, out.size() - Integer.BYTES);
        return buffers;
    }

    /** Writes one byte, 0 or 1. */
    public void writeBool(boolean value) {
        writeInt8((byte) (value ? 1 : 0));
    }

    /** Writes a byte. */
    public void writeInt8(byte value) {
        reserve(Byte.BYTES);
        chunk[position++] = value;
    }

    /** Writes two bytes. */
    public void writeInt16(short value) {
        reserve(Short.BYTES);
        chunk[position++] = (byte) (value >> 8);
        chunk[position++] = (byte) value;
    }

    /**
     * Writes two bytes without a sign.
     *
     * @throws IllegalArgumentException if the value is not between 0 and 65,535
     */
    public void writeUint16(int value) {
        if (value < 0 || value > 0xffff) {
            throw new IllegalArgumentException("uint16 of " + value + " (expected: 0 to 65535)");
        }
        writeInt16((short) value);
    }

    /** Writes four bytes. */
    public void writeInt32(int value) {
        writeInt16((short) (value >> 16));
        writeInt16((short) value);
    }

    /**
     * Writes four bytes without a sign.
     *
     * @throws IllegalArgumentException if the value is not between 0 and 4,294,967,295
     */
    public void writeUint32(long value) {
        if (value < 0 || value > 0xffff_ffffL) {
            throw new IllegalArgumentException("uint32 of " + value + " (expected: 0 to 4294967295)");
        }
        writeInt32((int) value);
    }

    /** Writes eight bytes. */
    public void writeInt64(long value) {
        writeInt32((int) (value >> 32));
        writeInt32((int) value);
    }

    /** Writes eight bytes as IEEE 754 says. */
    public void writeFloat64(double value) {
        writeInt64(Double.doubleToRawLongBits(value));
    }

    /** Writes sixteen bytes. */
    public void writeUuid(Uuid value) {
        writeInt64(value.mostSignificantBits());
        writeInt64(value.leastSignificantBits());
    }

    /** Writes one to five bytes of seven bits each, the lowest first. */
    public void writeUnsignedVarint(int value) {
        int rest = value;
        while ((rest & ~0x7f) != 0) {
            writeInt8((byte) (rest | 0x80));
            rest >>>= 7;
        }
        writeInt8((byte) rest);
    }

    /**
     * Writes a string.
     *
     * @throws StringTooLongException if it has more than {@link WireReader#MAX_STRING_BYTES} bytes
     */
    public void writeString(String value, boolean compact) {
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        if (bytes.length > WireReader.MAX_STRING_BYTES) {
            throw new StringTooLongException(bytes.length);
        }
        if (compact) {
            writeUnsignedVarint(bytes.length + 1);
        } else {
            writeInt16((short) bytes.length);
        }
        writeRaw(bytes);
    }

    /** Writes a string or null. */
    public void writeNullableString(@Nullable String value, boolean compact) {
        if (value != null) {
            writeString(value, compact);
        } else if (compact) {
            writeUnsignedVarint(0);
        } else {
            writeInt16((short) -1);
        }
    }

    /** Writes some bytes. */
    public void writeBytes(byte[] value, boolean compact) {
        writeLength(value.length, compact);
        writeRaw(value);
    }

    /** Writes some bytes or null. */
    public void writeNullableBytes(byte @Nullable [] value, boolean compact) {
        if (value == null) {
            writeLength(-1, compact);
        } else {
            writeBytes(value, compact);
        }
    }

    /** Writes the remaining bytes of a buffer, or null, without copying and without moving the buffer's position. */
    public void writeNullableRecords(@Nullable ByteBuffer value, boolean compact) {
        if (value == null) {
            writeLength(-1, compact);
        } else {
            writeLength(value.remaining(), compact);
            share(value.slice());
        }
    }

    /**
     * Writes an array.
     *
     * @param element writes one element
     */
    public <T> void writeArray(List<T> value, boolean compact, Consumer<T> element) {
        writeLength(value.size(), compact);
        value.forEach(element);
    }

    /**
     * Writes an array or null.
     *
     * @param element writes one element
     */
    public <T> void writeNullableArray(@Nullable List<T> value, boolean compact, Consumer<T> element) {
        if (value == null) {
            writeLength(-1, compact);
        } else {
            writeArray(value, compact, element);
        }
    }

    /** Writes an array of structures. */
    public <T extends WireMessage> void writeStructs(List<T> value, boolean compact, short version) {
        writeArray(value, compact, struct -> struct.write(this, version));
    }

    /** Writes an array of structures, or null. */
    public <T extends WireMessage> void writeNullableStructs(@Nullable List<T> value, boolean compact, short version) {
        writeNullableArray(value, compact, struct -> struct.write(this, version));
    }

    /** Writes a structure or null, after a byte that says which. */
    public void writeNullableStruct(@Nullable WireMessage value, short version) {
        writeInt8((byte) (value == null ? -1 : 1));
        if (value != null) {
            value.write(this, version);
        }
    }

    /**
     * Writes the tagged fields at the end of a structure that declares none.
     *
     * @throws IllegalArgumentException if two have the same tag
     */
    public void writeTaggedFields(List<RawTaggedField> unknown) {
        if (unknown.isEmpty()) {
            writeUnsignedVarint(0);
        } else {
            writeTaggedFields(new TaggedFields(unknown));
        }
    }

    /** Writes the tagged fields at the end of a structure. */
    public void writeTaggedFields(TaggedFields fields) {
        fields.writeTo(this);
    }

    /** Writes bytes as they are, without a length. */
    public void writeRaw(byte[] value) {
        reserve(value.length);
        System.arraycopy(value, 0, chunk, position, value.length);
        position += value.length;
    }

    /** Writes all that another writer has. */
    void writeAll(WireWriter other) {
        other.toBuffers().forEach(this::share);
    }

    /** Throws if a field is null in a version where it must not be. */
    public static void requireNonNull(String field, @Nullable Object value, short version) {
        if (value == null) {
            throw new IllegalArgumentException(field + " is null, but must not be in version " + version);
        }
    }

    /** Throws if there are tagged fields in a version that has none. */
    public static void requireNoTaggedFields(String struct, List<RawTaggedField> unknown, short version) {
        if (!unknown.isEmpty()) {
            throw new IllegalArgumentException(
                    struct + " has " + unknown + ", but version " + version + " has no tagged fields (expected: none)");
        }
    }

    /** {@return what to throw for a field with a value that would be lost, because the version has no such field} */
    public static IllegalArgumentException noSuchField(String field, short version) {
        return new IllegalArgumentException(
                field + " is set, but version " + version + " has no such field (expected: its default)");
    }

    private void writeLength(int length, boolean compact) {
        if (compact) {
            writeUnsignedVarint(length + 1);
        } else {
            writeInt32(length);
        }
    }

    private void share(ByteBuffer bytes) {
        if (bytes.hasRemaining()) {
            finishPiece();
            pieces.add(bytes);
            piecesBytes += bytes.remaining();
        }
    }

    private void finishPiece() {
        if (position > pieceStart) {
            pieces.add(ByteBuffer.wrap(chunk, pieceStart, position - pieceStart));
            piecesBytes += position - pieceStart;
            pieceStart = position;
        }
    }

    /** Makes room behind the position. Finished pieces keep the old chunk; only the piece being written moves to a new one. */
    private void reserve(int bytes) {
        if (chunk.length - position < bytes) {
            int written = position - pieceStart;
            int capacity = Math.max(chunk.length * 2, Math.addExact(written, bytes));
            byte[] larger = Arrays.copyOf(Arrays.copyOfRange(chunk, pieceStart, position), capacity);
            chunk = larger;
            pieceStart = 0;
            position = written;
        }
    }
}
