package io.embeddedcluster.internal.launcher;

import io.embeddedcluster.TopicSpec;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads {@code name:partitions:replicationFactor[:key=value...]}, as in {@code orders:3:3:min.insync.replicas=2}. */
final class TopicOption implements ITypeConverter<TopicSpec> {

    private static final String EXPECTED = " (expected: name:partitions:replicationFactor[:key=value...])";

    @Override
    public TopicSpec convert(String value) {
        List<String> parts = List.of(value.split(":", -1));
        if (parts.size() < 3) {
            throw new TypeConversionException("\"" + value + "\"" + EXPECTED);
        }
        Map<String, String> config = new TreeMap<>();
        for (String pair : parts.subList(3, parts.size())) {
            int equals = pair.indexOf('=');
            if (equals < 1) {
                throw new TypeConversionException("\"" + pair + "\" in \"" + value + "\"" + EXPECTED);
            }
            config.put(pair.substring(0, equals), pair.substring(equals + 1));
        }
        try {
            return new TopicSpec(parts.get(0), Integer.parseInt(parts.get(1)), Integer.parseInt(parts.get(2)), config);
        } catch (NumberFormatException e) {
            throw new TypeConversionException("\"" + value + "\": " + e.getMessage() + EXPECTED);
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(String.valueOf(e.getMessage()));
        }
    }
}
