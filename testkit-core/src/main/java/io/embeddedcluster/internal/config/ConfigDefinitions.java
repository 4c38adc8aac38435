package io.embeddedcluster.internal.config;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Collects definitions of configurations. */
public final class ConfigDefinitions {

    private final SortedMap<String, ConfigDefinition> byName = new TreeMap<>();

    /** Adds one; a default of null is none. */
    public void add(String name, ConfigType type, @Nullable String defaultText, ConfigRule rule) {
        byName.put(name, new ConfigDefinition(name, type, defaultText, rule));
    }

    /** {@return all} */
    public SortedMap<String, ConfigDefinition> byName() {
        return Collections.unmodifiableSortedMap(byName);
    }
}
