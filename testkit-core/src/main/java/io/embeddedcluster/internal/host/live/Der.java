package io.embeddedcluster.internal.host.live;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/**
 * Writes the few ASN.1 values that a certificate is made of, in their distinguished encoding.
 *
 * @spec https://www.itu.int/rec/T-REC-X.690 Distinguished Encoding Rules
 */
final class Der {

    private static final int BOOLEAN = 0x01;
    private static final int INTEGER = 0x02;
    private static final int BIT_STRING = 0x03;
    private static final int OCTET_STRING = 0x04;
    private static final int OBJECT_IDENTIFIER = 0x06;
    private static final int UTF8_STRING = 0x0c;
    private static final int GENERALIZED_TIME = 0x18;
    private static final int SEQUENCE = 0x30;
    private static final int SET = 0x31;
    private static final int CONTEXT = 0x80;
    private static final int CONSTRUCTED = 0x20;

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMddHHmmss'Z'").withZone(ZoneOffset.UTC);

    private Der() {}

    static byte[] sequence(byte[]... parts) {
        return value(SEQUENCE, join(parts));
    }

    static byte[] set(byte[]... parts) {
        return value(SET, join(parts));
    }

    static byte[] integer(long number) {
        return value(INTEGER, BigInteger.valueOf(number).toByteArray());
    }

    static byte[] yes() {
        return value(BOOLEAN, new byte[] {(byte) 0xff});
    }

    static byte[] octets(byte[] bytes) {
        return value(OCTET_STRING, bytes);
    }

    /** {@return a string of whole bytes, of which the last bits are not used} */
    static byte[] bits(int unused, byte... bytes) {
        return value(BIT_STRING, join(new byte[] {(byte) unused}, bytes));
    }

    static byte[] text(String text) {
        return value(UTF8_STRING, text.getBytes(StandardCharsets.UTF_8));
    }

    static byte[] time(Instant moment) {
        return value(GENERALIZED_TIME, TIME.format(moment).getBytes(StandardCharsets.US_ASCII));
    }

    /** {@return a value with a number instead of its type, its contents being values} */
    static byte[] explicit(int number, byte[] contents) {
        return value(CONTEXT | CONSTRUCTED | number, contents);
    }

    /** {@return a value with a number instead of its type, its contents being plain bytes} */
    static byte[] implicit(int number, byte[] contents) {
        return value(CONTEXT | number, contents);
    }

    /** {@return an identifier whose arcs are below 128² each} */
    static byte[] identifier(int first, int second, int... arcs) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(40 * first + second);
        for (int arc : arcs) {
            if (arc >= 128) {
                out.write(0x80 | (arc >> 7));
            }
            out.write(arc & 0x7f);
        }
        return value(OBJECT_IDENTIFIER, out.toByteArray());
    }

    private static byte[] value(int tag, byte[] contents) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(tag);
        if (contents.length < 128) {
            out.write(contents.length);
        } else {
            byte[] length = BigInteger.valueOf(contents.length).toByteArray();
            // A sign byte is no part of a length.
            int skipped = length[0] == 0 ? 1 : 0;
            out.write(0x80 | (length.length - skipped));
            out.write(length, skipped, length.length - skipped);
        }
        out.writeBytes(contents);
        return out.toByteArray();
    }

    private static byte[] join(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }
}
