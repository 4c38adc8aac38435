package io.embeddedcluster.internal.kafka.wire;

import io.embeddedcluster.internal.kafka.model.Uuid;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is in a structure, told without the classes of either side, so that both can be filled from it.
 *
 * <p>A value is a boxed number, a {@code String}, {@code byte[]}, {@code ByteBuffer} or {@link Uuid}, a {@code List} of such, a
 * {@code Content}, or null. A field that is not named keeps its default.
 *
 * @param fields by name, in lower case without underscores, since both sides spell them differently
 * @param unknown tagged fields, in ascending order of their tags
 */
public record Content(Map<String, @Nullable Object> fields, List<RawTaggedField> unknown) {

    Content() {
        this(new LinkedHashMap<>(), new ArrayList<>());
    }

    static String fieldName(String name) {
        return name.replace("_", "").toLowerCase(Locale.ROOT);
    }
}
