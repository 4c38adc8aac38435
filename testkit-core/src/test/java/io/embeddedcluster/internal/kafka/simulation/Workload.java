package io.embeddedcluster.internal.kafka.simulation;

import java.util.Map;
import java.util.TreeMap;

/** What the clients of one life count and what they are told together. */
final class Workload {

    private final Map<String, Long> counts = new TreeMap<>();
    private boolean isQuiet;
    private int values;

    /** {@return how often each thing has happened} */
    Map<String, Long> counts() {
        return counts;
    }

    void count(String what) {
        counts.merge(what, 1L, Long::sum);
    }

    /** Producers begin nothing new, topics are neither created nor deleted. */
    void quiet(boolean value) {
        isQuiet = value;
    }

    boolean isQuiet() {
        return isQuiet;
    }

    /** {@return a value that no record has yet} */
    String nextValue() {
        return "value-" + values++;
    }
}
