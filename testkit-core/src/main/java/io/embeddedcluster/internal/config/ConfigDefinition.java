package io.embeddedcluster.internal.config;

import org.jspecify.annotations.Nullable;

/**
 * One configuration: its type, its default, and what is allowed.
 *
 * @param name as users write it
 * @param type how its value is read
 * @param defaultText the default as text; null where there is none
 * @param rule what the value must fulfil
 */
public record ConfigDefinition(
        String name, ConfigType type, @Nullable String defaultText, ConfigRule rule) {

    /**
     * Reads a value.
     *
     * @throws InvalidConfigException if it is not of the type or not allowed; the message is the one Kafka gives
     */
    public Object parse(String text) {
        Object value;
        try {
            value = type.parse(text.strip());
        } catch (IllegalArgumentException e) {
            throw invalid(text, e.getMessage());
        }
        rule.complaint(value).ifPresent(complaint -> {
            throw invalid(type == ConfigType.LIST ? text.strip() : value.toString(), complaint);
        });
        return value;
    }

    private InvalidConfigException invalid(String value, @Nullable String complaint) {
        return new InvalidConfigException("Invalid value " + value + " for configuration " + name + ": " + complaint);
    }

    /** {@return type and allowed values, for people} */
    public String allowed() {
        return rule.allowed().isEmpty() ? type.toString() : type + ", " + rule.allowed();
    }
}
