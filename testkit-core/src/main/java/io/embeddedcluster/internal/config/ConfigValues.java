package io.embeddedcluster.internal.config;

import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** The values of a set of configurations: what the user set, then defaults. */
public final class ConfigValues implements ConfigReader {

    private final String kind;
    private final SortedMap<String, String> explicit;
    private final SortedMap<String, Object> values;

    private ConfigValues(String kind, SortedMap<String, String> explicit, SortedMap<String, Object> values) {
        this.kind = kind;
        this.explicit = explicit;
        this.values = values;
    }

    /**
     * Returns values with defaults for all that is not given.
     *
     * @param kind whose they are, as in "broker", for messages
     * @throws IllegalArgumentException if a name is unknown or a value is not allowed; names the first, and what is allowed
     */
    public static ConfigValues of(
            String kind, SortedMap<String, ConfigDefinition> definitions, Map<String, String> explicit) {
        SortedMap<String, String> given = Collections.unmodifiableSortedMap(new TreeMap<>(explicit));
        given.forEach((name, text) -> {
            ConfigDefinition definition = definitions.get(name);
            if (definition == null) {
                throw new IllegalArgumentException(
                        "Unknown " + kind + " config name: " + name + " (value " + text + ")");
            }
            try {
                definition.parse(text);
            } catch (InvalidConfigException e) {
                throw new IllegalArgumentException(e.getMessage() + " (allowed: " + definition.allowed() + ")", e);
            }
        });
        SortedMap<String, Object> values = new TreeMap<>();
        definitions.values().forEach(definition -> {
            String text =
                    given.getOrDefault(definition.name(), Objects.requireNonNullElse(definition.defaultText(), ""));
            if (given.containsKey(definition.name()) || definition.defaultText() != null) {
                values.put(definition.name(), definition.parse(text));
            }
        });
        return new ConfigValues(kind, given, values);
    }

    /** {@return what the user set, without defaults} */
    public SortedMap<String, String> explicit() {
        return explicit;
    }

    /** {@return what the user set for that name} */
    public Optional<String> explicit(String name) {
        return Optional.ofNullable(explicit.get(name));
    }

    @Override
    public Object value(String name) {
        return Objects.requireNonNull(values.get(name), () -> kind + " config " + name + " has no value");
    }
}
