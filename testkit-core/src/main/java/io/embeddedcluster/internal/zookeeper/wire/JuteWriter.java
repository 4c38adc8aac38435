package io.embeddedcluster.internal.zookeeper.wire;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Writes jute primitives into memory that grows; the first four bytes are kept for the frame's length. */
public final class JuteWriter {

    private static final int LENGTH_BYTES = Integer.BYTES;

    private ByteBuffer out;

    /** Begins an empty frame. */
    public JuteWriter() {
        this(256);
    }

    /**
     * Begins an empty frame.
     *
     * @param expectedBytes how long the frame will probably be
     */
    public JuteWriter(int expectedBytes) {
        this.out = ByteBuffer.allocate(LENGTH_BYTES + expectedBytes).position(LENGTH_BYTES);
    }

    /** Writes 1 for true and 0 for false. */
    public JuteWriter writeBoolean(boolean value) {
        room(1).put((byte) (value ? 1 : 0));
        return this;
    }

    /** Writes four bytes, big-endian. */
    public JuteWriter writeInt(int value) {
        room(Integer.BYTES).putInt(value);
        return this;
    }

    /** Writes eight bytes, big-endian. */
    public JuteWriter writeLong(long value) {
        room(Long.BYTES).putLong(value);
        return this;
    }

    /** Writes a buffer with its length, or the length -1 for null. */
    public JuteWriter writeBuffer(byte @Nullable [] bytes) {
        if (bytes == null) {
            return writeInt(-1);
        }
        room(Integer.BYTES + bytes.length).putInt(bytes.length).put(bytes);
        return this;
    }

    /** Writes a string as UTF-8 with its length in bytes. */
    public JuteWriter writeString(@Nullable String value) {
        return writeBuffer(value == null ? null : value.getBytes(StandardCharsets.UTF_8));
    }

    /** Writes the number of elements and then each of them. */
    public <T> JuteWriter writeVector(List<T> elements, BiConsumer<T, JuteWriter> element) {
        writeInt(elements.size());
        elements.forEach(each -> element.accept(each, this));
        return this;
    }

    /** Writes a vector of strings. */
    public JuteWriter writeStrings(List<String> values) {
        return writeVector(values, (value, writer) -> writer.writeString(value));
    }

    /** Writes bytes that are jute already. */
    public JuteWriter writeRaw(ByteBuffer bytes) {
        room(bytes.remaining()).put(bytes.duplicate());
        return this;
    }

    /** {@return how many bytes are written, the frame's length not counted} */
    public int length() {
        return out.position() - LENGTH_BYTES;
    }

    /** {@return what was written, with the frame's length before it; nothing may be written afterwards} */
    public ByteBuffer toFrame() {
        return out.putInt(0, length()).flip().asReadOnlyBuffer();
    }

    /** {@return what was written, without the frame's length; nothing may be written afterwards} */
    public ByteBuffer toBuffer() {
        return out.flip().position(LENGTH_BYTES).slice().asReadOnlyBuffer();
    }

    private ByteBuffer room(int bytes) {
        if (out.remaining() < bytes) {
            int wanted = Math.max(Math.addExact(out.position(), bytes), out.capacity() * 2);
            out = ByteBuffer.wrap(Arrays.copyOf(out.array(), wanted)).position(out.position());
        }
        return out;
    }
}
