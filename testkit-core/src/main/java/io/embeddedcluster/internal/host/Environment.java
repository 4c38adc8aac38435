package io.embeddedcluster.internal.host;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What operators are told about the machine and the JVM that a node runs in; nothing that a node decides by.
 *
 * @param facts names and values, in the order in which they are shown
 * @param openFileDescriptors how many the process has open, -1 where that is not known
 * @param maxFileDescriptors how many it may have open, -1 where that is not known
 */
public record Environment(Map<String, String> facts, long openFileDescriptors, long maxFileDescriptors) {

    /** Nothing is known. */
    public static final Environment UNKNOWN = new Environment(Map.of(), -1, -1);

    public Environment {
        facts = Collections.unmodifiableMap(new LinkedHashMap<>(facts));
    }
}
