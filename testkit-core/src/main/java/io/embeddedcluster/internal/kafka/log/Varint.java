package io.embeddedcluster.internal.kafka.log;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;

/** Zig-zag numbers of variable length, seven bits to a byte, lowest first: the numbers inside a record. */
final class Varint {

    private static final int MAX_INT_SHIFT = 28;
    private static final int MAX_LONG_SHIFT = 63;

    private Varint() {}

    static int readInt(ByteBuffer in) {
        int raw = 0;
        for (int shift = 0; shift <= MAX_INT_SHIFT; shift += 7) {
            byte next = in.get();
            raw |= (next & 0x7f) << shift;
            if (next >= 0) {
                return zigZag(raw);
            }
        }
        throw new IllegalArgumentException("number is longer than 5 bytes");
    }

    /** Reads from a stream; its end before the number's is an {@link EOFException}. */
    static int readInt(InputStream in) throws IOException {
        int raw = 0;
        for (int shift = 0; shift <= MAX_INT_SHIFT; shift += 7) {
            int next = in.read();
            if (next < 0) {
                throw new EOFException("stream ends inside a number");
            }
            raw |= (next & 0x7f) << shift;
            if (next < 0x80) {
                return zigZag(raw);
            }
        }
        throw new IllegalArgumentException("number is longer than 5 bytes");
    }

    static long readLong(ByteBuffer in) {
        long raw = 0;
        for (int shift = 0; shift <= MAX_LONG_SHIFT; shift += 7) {
            byte next = in.get();
            raw |= (next & 0x7fL) << shift;
            if (next >= 0) {
                return (raw >>> 1) ^ -(raw & 1);
            }
        }
        throw new IllegalArgumentException("number is longer than 10 bytes");
    }

    static void writeInt(ByteArrayOutputStream out, int value) {
        int raw = (value << 1) ^ (value >> 31);
        while ((raw & ~0x7f) != 0) {
            out.write((raw & 0x7f) | 0x80);
            raw >>>= 7;
        }
        out.write(raw);
    }

    static void writeLong(ByteArrayOutputStream out, long value) {
        long raw = (value << 1) ^ (value >> 63);
        while ((raw & ~0x7fL) != 0) {
            out.write((int) ((raw & 0x7f) | 0x80));
            raw >>>= 7;
        }
        out.write((int) raw);
    }

    private static int zigZag(int raw) {
        return (raw >>> 1) ^ -(raw & 1);
    }
}
