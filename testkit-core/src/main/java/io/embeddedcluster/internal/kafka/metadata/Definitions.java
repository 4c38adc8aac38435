package io.embeddedcluster.internal.kafka.metadata;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Collects definitions of configurations. */
final class Definitions {

    private final SortedMap<String, ConfigDefinition> byName = new TreeMap<>();

    void add(String name, ConfigType type, @Nullable String defaultText, ConfigRule rule) {
        byName.put(name, new ConfigDefinition(name, type, defaultText, rule));
    }

    SortedMap<String, ConfigDefinition> byName() {
        return Collections.unmodifiableSortedMap(byName);
    }
}
