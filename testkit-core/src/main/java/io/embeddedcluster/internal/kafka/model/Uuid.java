package io.embeddedcluster.internal.kafka.model;

import java.nio.ByteBuffer;
import java.util.Base64;

/**
 * A topic id or directory id: 128 bits, shown as Kafka shows them, as 22 characters of URL-safe base64.
 *
 * @param mostSignificantBits the first eight bytes
 * @param leastSignificantBits the last eight bytes
 */
public record Uuid(long mostSignificantBits, long leastSignificantBits) implements Comparable<Uuid> {

    /** No id. Never given to a topic. */
    public static final Uuid ZERO = new Uuid(0, 0);

    private static final int BYTES = 16;

    /**
     * Returns the id that a text shows.
     *
     * @throws IllegalArgumentException if it is not 16 bytes in URL-safe base64
     */
    public static Uuid parse(String text) {
        byte[] bytes = Base64.getUrlDecoder().decode(text);
        if (bytes.length != BYTES) {
            throw new IllegalArgumentException(
                    "an id of " + bytes.length + " bytes: " + text + " (expected: 16 bytes in URL-safe base64)");
        }
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        return new Uuid(buffer.getLong(), buffer.getLong());
    }

    @Override
    public int compareTo(Uuid other) {
        int high = Long.compare(mostSignificantBits, other.mostSignificantBits);
        return high != 0 ? high : Long.compare(leastSignificantBits, other.leastSignificantBits);
    }

    @Override
    public String toString() {
        byte[] bytes = ByteBuffer.allocate(BYTES)
                .putLong(mostSignificantBits)
                .putLong(leastSignificantBits)
                .array();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
