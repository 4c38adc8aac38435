package io.embeddedcluster.internal.zookeeper.tree;

import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a subtree may hold, or holds, as the data of {@code zookeeper_limits} and {@code zookeeper_stats} say it: {@code
 * count=3,bytes=20=;byteHardLimit=100;countHardLimit=10}.
 *
 * @param values by name; what is not there is not limited
 */
record QuotaNumbers(SortedMap<String, Long> values) {

    static final String COUNT = "count";
    static final String BYTES = "bytes";
    static final String COUNT_HARD_LIMIT = "countHardLimit";
    static final String BYTE_HARD_LIMIT = "byteHardLimit";

    /** Of what is not there. */
    static final long UNLIMITED = -1;

    QuotaNumbers {
        values = Collections.unmodifiableSortedMap(new TreeMap<>(values));
    }

    /**
     * Reads numbers.
     *
     * @throws IllegalArgumentException if the data are not quota numbers
     */
    static QuotaNumbers parse(byte @Nullable [] data) {
        if (data == null) {
            throw new IllegalArgumentException("null (expected: name=number, …)");
        }
        SortedMap<String, Long> values = new TreeMap<>();
        String text = new String(data, StandardCharsets.UTF_8);
        for (String pair : text.isEmpty() ? new String[0] : text.split("[,;]+", 0)) {
            String[] sides = pair.split("=", 0);
            if (sides.length < 2) {
                throw new IllegalArgumentException("\"" + pair + "\" (expected: name=number)");
            }
            values.put(sides[0], sides[1].isEmpty() ? UNLIMITED : Long.parseLong(sides[1]));
        }
        return new QuotaNumbers(values);
    }

    static QuotaNumbers of(long count, long bytes) {
        return new QuotaNumbers(new TreeMap<>()).with(count, bytes);
    }

    long get(String name) {
        return values.getOrDefault(name, UNLIMITED);
    }

    QuotaNumbers with(long count, long bytes) {
        SortedMap<String, Long> changed = new TreeMap<>(values);
        changed.put(COUNT, count);
        changed.put(BYTES, bytes);
        return new QuotaNumbers(changed);
    }

    /** {@return the data of the znode; clients before 3.9 stop to read at the second equals sign after bytes} */
    byte[] toBytes() {
        StringBuilder text = new StringBuilder();
        text.append(COUNT).append('=').append(get(COUNT));
        text.append(',').append(BYTES).append('=').append(get(BYTES));
        String separator = "=;";
        for (Map.Entry<String, Long> entry : values.entrySet()) {
            if (!entry.getKey().equals(COUNT) && !entry.getKey().equals(BYTES)) {
                text.append(separator).append(entry.getKey()).append('=').append(entry.getValue());
                separator = ";";
            }
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }
}
