package io.embeddedcluster.internal.zookeeper.handler;

import org.jspecify.annotations.Nullable;

/**
 * An IPv4 address, or the first bits of one, as an ACL holds it: {@code 127.0.0.1} or {@code 10.0.0.0/8}.
 *
 * @param address the four bytes
 * @param bits how many of them, from the front, must agree
 */
record IpPattern(int address, int bits) {

    static @Nullable IpPattern parse(String text) {
        String[] parts = text.split("/", 2);
        Integer address = parseAddress(parts[0]);
        Integer bits = parts.length == 1 ? Integer.valueOf(32) : parseNumber(parts[1], 32);
        return address == null || bits == null ? null : new IpPattern(address, bits);
    }

    boolean matches(String other) {
        Integer otherAddress = parseAddress(other);
        return otherAddress != null && (bits == 0 || (address ^ otherAddress) >>> (32 - bits) == 0);
    }

    private static @Nullable Integer parseAddress(String text) {
        String[] parts = text.split("\\.", -1);
        if (parts.length != 4) {
            return null;
        }
        int address = 0;
        for (String part : parts) {
            Integer value = parseNumber(part, 255);
            if (value == null) {
                return null;
            }
            address = address << 8 | value;
        }
        return address;
    }

    private static @Nullable Integer parseNumber(String text, int max) {
        try {
            int value = Integer.parseInt(text);
            return value >= 0 && value <= max ? value : null;
        } catch (NumberFormatException e) {
            return null;
        }
    }
}
