package io.embeddedcluster.internal.config;

import java.util.List;

/** Reads configurations by their names, each as the type that its definition gives it. */
public interface ConfigReader {

    /**
     * Returns the value of a config.
     *
     * @throws NullPointerException if it has no value, or there is no config of that name
     */
    Object value(String name);

    /** {@return an integer setting; a short one too} */
    default int intValue(String name) {
        Object value = value(name);
        return value instanceof Short number ? number : (Integer) value;
    }

    /** {@return a long setting} */
    default long longValue(String name) {
        return (Long) value(name);
    }

    /** {@return a double setting} */
    default double doubleValue(String name) {
        return (Double) value(name);
    }

    /** {@return a boolean setting} */
    default boolean booleanValue(String name) {
        return (Boolean) value(name);
    }

    /** {@return a string setting} */
    default String stringValue(String name) {
        return (String) value(name);
    }

    /** {@return a list setting} */
    default List<String> listValue(String name) {
        return ((List<?>) value(name)).stream().map(String.class::cast).toList();
    }
}
