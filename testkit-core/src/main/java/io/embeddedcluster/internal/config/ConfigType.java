package io.embeddedcluster.internal.config;

import java.util.List;
import java.util.Locale;

/** The types that a configuration value may have, and how Kafka reads each of them. */
public enum ConfigType {
    BOOLEAN {
        @Override
        Object parse(String text) {
            return switch (text.toLowerCase(Locale.ROOT)) {
                case "true" -> true;
                case "false" -> false;
                default -> throw new IllegalArgumentException("Expected value to be either true or false");
            };
        }
    },
    SHORT {
        @Override
        Object parse(String text) {
            return number(this, () -> Short.parseShort(text));
        }
    },
    INT {
        @Override
        Object parse(String text) {
            return number(this, () -> Integer.parseInt(text));
        }
    },
    LONG {
        @Override
        Object parse(String text) {
            return number(this, () -> Long.parseLong(text));
        }
    },
    DOUBLE {
        @Override
        Object parse(String text) {
            return number(this, () -> Double.parseDouble(text));
        }
    },
    STRING {
        @Override
        Object parse(String text) {
            return text;
        }
    },
    LIST {
        @Override
        Object parse(String text) {
            return text.isEmpty() ? List.of() : List.of(text.split("\\s*,\\s*", -1));
        }
    };

    /**
     * Reads a trimmed value.
     *
     * @throws IllegalArgumentException if it is not of this type, with Kafka's words for that
     */
    abstract Object parse(String text);

    private static Number number(ConfigType type, NumberParser parser) {
        try {
            return parser.parse();
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("Not a number of type " + type, e);
        }
    }

    private interface NumberParser {
        Number parse();
    }
}
