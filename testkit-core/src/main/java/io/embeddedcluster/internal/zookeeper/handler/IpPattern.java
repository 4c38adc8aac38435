package io.embeddedcluster.internal.zookeeper.handler;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * An address, or the first bits of one, as an ACL holds it: {@code 127.0.0.1}, {@code 10.0.0.0/8}, {@code 2001:db8::/32}.
 *
 * <p>IPv6 addresses are as ZooKeeper takes them: groups of hexadecimal digits, {@code ::} once at most, and no IPv4 at the end.
 *
 * @param address the four or sixteen bytes
 * @param bits how many of them, from the front, must agree
 */
@SuppressWarnings("ArrayRecordComponent") // never modified, never compared
record IpPattern(byte[] address, int bits) {

    private static final int V4_BYTES = 4;
    private static final int V6_GROUPS = 8;
    private static final int V6_GROUP_DIGITS = 4;

    static @Nullable IpPattern parse(String text) {
        String[] parts = text.split("/", 2);
        byte[] address = parseAddress(parts[0]);
        if (address == null) {
            return null;
        }
        int all = address.length * Byte.SIZE;
        int bits = parts.length == 1 ? all : parseNumber(parts[1], 10, all);
        return bits < 0 ? null : new IpPattern(address, bits);
    }

    boolean matches(String text) {
        byte[] other = parseAddress(text);
        if (other == null || other.length != address.length) {
            return false;
        }
        int bytes = bits / Byte.SIZE;
        int rest = bits % Byte.SIZE;
        return Arrays.equals(address, 0, bytes, other, 0, bytes)
                && (rest == 0 || ((address[bytes] ^ other[bytes]) & 0xff) >>> (Byte.SIZE - rest) == 0);
    }

    private static byte @Nullable [] parseAddress(String text) {
        return text.indexOf(':') >= 0 ? parseV6(text) : parseV4(text);
    }

    private static byte @Nullable [] parseV4(String text) {
        String[] parts = text.split("\\.", -1);
        if (parts.length != V4_BYTES) {
            return null;
        }
        byte[] address = new byte[V4_BYTES];
        for (int i = 0; i < V4_BYTES; i++) {
            int value = parseNumber(parts[i], 10, 255);
            if (value < 0) {
                return null;
            }
            address[i] = (byte) value;
        }
        return address;
    }

    private static byte @Nullable [] parseV6(String text) {
        String[] halves = text.split("::", -1);
        String[] front = groups(halves[0]);
        String[] back = halves.length == 2 ? groups(halves[1]) : new String[0];
        int given = front.length + back.length;
        boolean complete = halves.length == 1 ? given == V6_GROUPS : halves.length == 2 && given < V6_GROUPS;
        byte[] address = new byte[V6_GROUPS * 2];
        boolean valid =
                complete && putGroups(front, address, 0) && putGroups(back, address, (V6_GROUPS - back.length) * 2);
        return valid ? address : null;
    }

    private static String[] groups(String text) {
        return text.isEmpty() ? new String[0] : text.split(":", -1);
    }

    private static boolean putGroups(String[] groups, byte[] address, int from) {
        int position = from;
        for (String group : groups) {
            int value = group.length() > V6_GROUP_DIGITS ? -1 : parseNumber(group, 16, 0xffff);
            if (value < 0) {
                return false;
            }
            address[position++] = (byte) (value >> Byte.SIZE);
            address[position++] = (byte) value;
        }
        return true;
    }

    /** {@return the number, or -1 where it is none from 0 to that} */
    private static int parseNumber(String text, int radix, int max) {
        try {
            int value = Integer.parseInt(text, radix);
            return value >= 0 && value <= max ? value : -1;
        } catch (NumberFormatException e) {
            return -1;
        }
    }
}
