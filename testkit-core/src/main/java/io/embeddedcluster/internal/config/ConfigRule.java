package io.embeddedcluster.internal.config;

import java.util.List;
import java.util.Optional;

/** What the value of a configuration must fulfil beyond its type. */
public interface ConfigRule {

    /** Nothing more. */
    ConfigRule NONE = new ConfigRule() {
        @Override
        public Optional<String> complaint(Object value) {
            return Optional.empty();
        }

        @Override
        public String allowed() {
            return "";
        }
    };

    /** Returns what is wrong with the value, in Kafka's words, or nothing. */
    Optional<String> complaint(Object value);

    /** {@return what is allowed, for people} */
    String allowed();

    /** At least that much. */
    static ConfigRule atLeast(long least) {
        return between(least, Double.MAX_VALUE);
    }

    /** At least this and at most that. */
    static ConfigRule between(long least, double most) {
        return new ConfigRule() {
            @Override
            public Optional<String> complaint(Object value) {
                double number = ((Number) value).doubleValue();
                if (number < least) {
                    return Optional.of("Value must be at least " + least);
                }
                return number > most ? Optional.of("Value must be no more than " + whole(most)) : Optional.empty();
            }

            @Override
            public String allowed() {
                return most == Double.MAX_VALUE ? "at least " + least : least + " to " + whole(most);
            }
        };
    }

    /** Within a range, or one value outside it that stands for the default. */
    static ConfigRule betweenOr(int least, int most, int orElse) {
        return new ConfigRule() {
            @Override
            public Optional<String> complaint(Object value) {
                int number = (Integer) value;
                return number == orElse || (number >= least && number <= most)
                        ? Optional.empty()
                        : Optional.of("Value must be between " + least + " and " + most + " or equal to " + orElse);
            }

            @Override
            public String allowed() {
                return least + " to " + most + ", or " + orElse;
            }
        };
    }

    /** One of these words. */
    static ConfigRule oneOf(String... words) {
        List<String> allowed = List.of(words);
        return new ConfigRule() {
            @Override
            public Optional<String> complaint(Object value) {
                return allowed.contains(value)
                        ? Optional.empty()
                        : Optional.of("String must be one of: " + String.join(", ", allowed));
            }

            @Override
            public String allowed() {
                return "one of " + String.join(", ", allowed);
            }
        };
    }

    /** A list of these words. */
    static ConfigRule listOf(String... words) {
        ConfigRule each = oneOf(words);
        return new ConfigRule() {
            @Override
            public Optional<String> complaint(Object value) {
                return ((List<?>) value)
                        .stream().map(each::complaint).flatMap(Optional::stream).findFirst();
            }

            @Override
            public String allowed() {
                return "a list of " + String.join(", ", words);
            }
        };
    }

    private static String whole(double number) {
        return Long.toString((long) number);
    }
}
