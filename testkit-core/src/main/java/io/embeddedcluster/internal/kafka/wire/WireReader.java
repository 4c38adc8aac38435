package io.embeddedcluster.internal.kafka.wire;

import io.embeddedcluster.internal.kafka.model.Uuid;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Takes values of Kafka's primitive types from bytes that nobody vouches for.
 *
 * <p>Each length is held against what remains before anything is allocated for it, so a message never costs more than its own size
 * times a constant. Each method is told the field that it reads, for the error message. {@code compact} lengths are those of
 * flexible versions: an unsigned varint of the length plus one, 0 for null.
 *
 * <p>Threading: one thread.
 *
 * @spec https://kafka.apache.org/protocol.html#protocol_types Kafka protocol guide, primitive types
 */
public final class WireReader {

    /** The longest string, in bytes; its length was once an int16, and Kafka holds compact ones to the same limit. */
    public static final int MAX_STRING_BYTES = Short.MAX_VALUE;

    /** The longest array, in elements; observed: kafka-clients 4.4.0 reads no longer one. */
    public static final int MAX_ARRAY_LENGTH = 1_000_000;

    /** The most tagged fields of one structure; observed: kafka-clients 4.4.0 reads no more. */
    public static final int MAX_TAGGED_FIELDS = 10_000;

    /** Room made for the elements of an array before they have been seen. */
    private static final int MAX_INITIAL_CAPACITY = 1_000;

    private final ByteBuffer buffer;
    private final int start;

    /** Reads the remaining bytes of a buffer, and moves its position. */
    public WireReader(ByteBuffer buffer) {
        this.buffer = buffer;
        this.start = buffer.position();
    }

    /** {@return how many bytes were read} */
    public int position() {
        return buffer.position() - start;
    }

    /** {@return how many bytes are left} */
    public int remaining() {
        return buffer.remaining();
    }

    /** Reads one byte; anything but 0 is true. */
    public boolean readBool(String field) {
        return readInt8(field) != 0;
    }

    /** Reads a byte. */
    public byte readInt8(String field) {
        require(field, Byte.BYTES);
        return buffer.get();
    }

    /** Reads two bytes. */
    public short readInt16(String field) {
        require(field, Short.BYTES);
        return buffer.getShort();
    }

    /** Reads two bytes without a sign. */
    public int readUint16(String field) {
        return Short.toUnsignedInt(readInt16(field));
    }

    /** Reads four bytes. */
    public int readInt32(String field) {
        require(field, Integer.BYTES);
        return buffer.getInt();
    }

    /** Reads four bytes without a sign. */
    public long readUint32(String field) {
        return Integer.toUnsignedLong(readInt32(field));
    }

    /** Reads eight bytes. */
    public long readInt64(String field) {
        require(field, Long.BYTES);
        return buffer.getLong();
    }

    /** Reads eight bytes as IEEE 754 says. */
    public double readFloat64(String field) {
        require(field, Double.BYTES);
        return buffer.getDouble();
    }

    /** Reads sixteen bytes. */
    public Uuid readUuid(String field) {
        require(field, 2 * Long.BYTES);
        return new Uuid(buffer.getLong(), buffer.getLong());
    }

    /** Reads up to five bytes of seven bits each, the lowest first; refuses what does not fit into 31 bits. */
    public int readUnsignedVarint(String field) {
        int from = position();
        long value = 0;
        for (int shift = 0; shift < 35; shift += 7) {
            byte next = readInt8(field);
            value |= (long) (next & 0x7f) << shift;
            if (next >= 0) {
                if (value > Integer.MAX_VALUE) {
                    throw new WireFormatException(from, field, "varint " + value + " is above " + Integer.MAX_VALUE);
                }
                return (int) value;
            }
        }
        throw new WireFormatException(from, field, "varint has more than five bytes");
    }

    /** Reads a string. */
    public String readString(String field, boolean compact) {
        return required(field, readNullableString(field, compact));
    }

    /** Reads a string or null. */
    public @Nullable String readNullableString(String field, boolean compact) {
        int from = position();
        int length = compact ? readUnsignedVarint(field) - 1 : readInt16(field);
        if (length > MAX_STRING_BYTES) {
            throw new WireFormatException(
                    from, field, "string of " + length + " bytes (limit: " + MAX_STRING_BYTES + ")");
        }
        byte[] bytes = readBytes(field, from, length);
        return bytes == null ? null : new String(bytes, StandardCharsets.UTF_8);
    }

    /** Reads a copy of some bytes. */
    public byte[] readBytes(String field, boolean compact) {
        byte[] bytes = readNullableBytes(field, compact);
        if (bytes == null) {
            throw isNull(field);
        }
        return bytes;
    }

    /** Reads a copy of some bytes, or null. */
    public byte @Nullable [] readNullableBytes(String field, boolean compact) {
        int from = position();
        return readBytes(field, from, readLength(field, compact));
    }

    /** Reads a batch of records, without copying: the result shares the bytes of the buffer that is read. */
    public ByteBuffer readRecords(String field, boolean compact) {
        return required(field, readNullableRecords(field, compact));
    }

    /** Reads a batch of records or null, without copying: the result shares the bytes of the buffer that is read. */
    public @Nullable ByteBuffer readNullableRecords(String field, boolean compact) {
        int from = position();
        int length = readLength(field, compact);
        if (isNullLength(field, from, length)) {
            return null;
        }
        ByteBuffer records = buffer.slice(buffer.position(), length);
        buffer.position(buffer.position() + length);
        return records;
    }

    /**
     * Reads an array.
     *
     * @param element reads one element
     */
    public <T> List<T> readArray(String field, boolean compact, Supplier<T> element) {
        return required(field, readNullableArray(field, compact, element));
    }

    /**
     * Reads an array or null.
     *
     * @param element reads one element
     */
    public <T> @Nullable List<T> readNullableArray(String field, boolean compact, Supplier<T> element) {
        int from = position();
        int length = readLength(field, compact);
        // No element is shorter than a byte, so more elements than bytes cannot be.
        if (isNullLength(field, from, length)) {
            return null;
        }
        if (length > MAX_ARRAY_LENGTH) {
            throw new WireFormatException(
                    from, field, "array of " + length + " elements (limit: " + MAX_ARRAY_LENGTH + ")");
        }
        List<T> elements = new ArrayList<>(Math.min(length, MAX_INITIAL_CAPACITY));
        for (int i = 0; i < length; i++) {
            elements.add(element.get());
        }
        return elements;
    }

    /** Reads an array of structures. */
    public <T extends WireMessage> List<T> readStructs(
            String field, boolean compact, Supplier<T> constructor, short version) {
        return readArray(field, compact, () -> readStruct(field, constructor, version));
    }

    /** Reads an array of structures, or null. */
    public <T extends WireMessage> @Nullable List<T> readNullableStructs(
            String field, boolean compact, Supplier<T> constructor, short version) {
        return readNullableArray(field, compact, () -> readStruct(field, constructor, version));
    }

    /** Reads a structure. */
    public <T extends WireMessage> T readStruct(String field, Supplier<T> constructor, short version) {
        T struct = constructor.get();
        struct.read(this, version);
        return struct;
    }

    /** Reads a structure or null, as a leading byte says: negative for null. */
    public <T extends WireMessage> @Nullable T readNullableStruct(
            String field, Supplier<T> constructor, short version) {
        return readInt8(field) < 0 ? null : readStruct(field, constructor, version);
    }

    /** Reads the tagged fields at the end of a structure that declares none. */
    public List<RawTaggedField> readTaggedFields(String struct) {
        return readTaggedFields(struct, tag -> false);
    }

    /**
     * Reads the tagged fields at the end of a structure. A known field must be exactly as long as it says.
     *
     * @param known reads the field with the tag that it is given, or returns false where it does not know it
     * @return those that it did not know
     */
    public List<RawTaggedField> readTaggedFields(String struct, IntPredicate known) {
        int first = position();
        int count = readUnsignedVarint(struct);
        if (count > MAX_TAGGED_FIELDS) {
            throw new WireFormatException(first, struct, count + " tagged fields (limit: " + MAX_TAGGED_FIELDS + ")");
        }
        List<RawTaggedField> unknown = new ArrayList<>(0);
        for (int i = 0; i < count; i++) {
            int from = position();
            int tag = readUnsignedVarint(struct);
            int size = readUnsignedVarint(struct);
            require(struct, size);
            int outerLimit = buffer.limit();
            buffer.limit(buffer.position() + size);
            if (!known.test(tag)) {
                byte[] data = new byte[size];
                buffer.get(data);
                unknown.add(new RawTaggedField(tag, data));
            }
            if (buffer.hasRemaining()) {
                throw new WireFormatException(
                        from, struct, "tagged field " + tag + " is " + remaining() + " bytes shorter than it says");
            }
            buffer.limit(outerLimit);
        }
        return unknown;
    }

    /** Throws if a tag that the schema knows is used in a version where it does not exist. */
    public void requireTagInVersion(String field, boolean exists, short version) {
        if (!exists) {
            throw new WireFormatException(position(), field, "tagged field does not exist in version " + version);
        }
    }

    private int readLength(String field, boolean compact) {
        return compact ? readUnsignedVarint(field) - 1 : readInt32(field);
    }

    private byte @Nullable [] readBytes(String field, int from, int length) {
        if (isNullLength(field, from, length)) {
            return null;
        }
        byte[] bytes = new byte[length];
        buffer.get(bytes);
        return bytes;
    }

    /** Whether a length stands for null, after a check that so much remains if it does not. Any negative one does, as in Kafka. */
    private boolean isNullLength(String field, int from, int length) {
        if (length > buffer.remaining()) {
            throw new WireFormatException(
                    from, field, "length " + length + ", but only " + remaining() + " bytes remain");
        }
        return length < 0;
    }

    private void require(String field, int bytes) {
        if (buffer.remaining() < bytes) {
            throw new WireFormatException(
                    position(), field, "needs " + bytes + " bytes, but only " + remaining() + " remain");
        }
    }

    private <T> T required(String field, @Nullable T value) {
        if (value == null) {
            throw isNull(field);
        }
        return value;
    }

    private WireFormatException isNull(String field) {
        return new WireFormatException(position(), field, "is null, but must not be");
    }
}
