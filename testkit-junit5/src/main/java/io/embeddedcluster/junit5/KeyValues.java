package io.embeddedcluster.junit5;

import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;

/** Reads {@code key=value} strings of an annotation. */
final class KeyValues {

    private KeyValues() {}

    /**
     * Reads them all, in their order.
     *
     * @param attribute what they are called where they stand, for the message
     * @throws ExtensionConfigurationException naming the first one that is no {@code key=value}, or is there twice
     */
    static Map<String, String> parse(String attribute, String... pairs) {
        Map<String, String> values = new LinkedHashMap<>();
        for (String pair : pairs) {
            int equals = pair.indexOf('=');
            String key = equals < 0 ? "" : pair.substring(0, equals).strip();
            if (key.isEmpty()) {
                throw new ExtensionConfigurationException(attribute + ": \"" + pair + "\" (expected: key=value)");
            }
            if (values.putIfAbsent(key, pair.substring(equals + 1).strip()) != null) {
                throw new ExtensionConfigurationException(
                        attribute + ": \"" + key + "\" is there twice (expected: each key once)");
            }
        }
        return values;
    }
}
