package io.embeddedcluster.internal.kafka.wire;

import io.embeddedcluster.internal.kafka.model.Uuid;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.kafka.common.protocol.types.BoundField;
import org.apache.kafka.common.protocol.types.Field;
import org.apache.kafka.common.protocol.types.Schema;
import org.apache.kafka.common.protocol.types.TaggedFields;
import org.apache.kafka.common.protocol.types.Type;
import org.jspecify.annotations.Nullable;

/**
 * Draws content for a message from the description that kafka-clients itself has of each version, and so without any help of our
 * generator: random values, extreme ones, null, defaults, empty and filled arrays, unknown tagged fields.
 */
public final class RandomContent {

    private static final int FIRST_UNKNOWN_TAG = 50;
    private static final String[] LETTERS = {"a", "Z", "0", "_", " ", "ä", "\u0000", "漢", "😀"};

    /** What is left to be spent on elements of arrays, which would otherwise multiply from level to level. */
    private int elementBudget = 300;

    private final Random random;

    public RandomContent(long seed) {
        this.random = new Random(seed);
    }

    public Content of(Schema schema) {
        Content content = new Content();
        for (BoundField field : schema.fields()) {
            if (field.def.type instanceof TaggedFields tagged) {
                tagged.fields().values().forEach(known -> addField(content, known));
                addUnknown(content);
            } else {
                addField(content, field.def);
            }
        }
        return content;
    }

    private void addField(Content content, Field field) {
        // Records have no default where they must not be null.
        boolean mustBeSet = field.type.toString().endsWith("RECORDS") && !field.type.isNullable();
        if (!mustBeSet && oneIn(5)) {
            return;
        }
        content.fields().put(Content.fieldName(field.name), value(field.type));
    }

    private void addUnknown(Content content) {
        int tag = FIRST_UNKNOWN_TAG;
        while (oneIn(4)) {
            tag += 1 + random.nextInt(oneIn(3) ? 100_000 : 100);
            content.unknown().add(new RawTaggedField(tag, bytes(random.nextInt(200))));
        }
    }

    private @Nullable Object value(Type type) {
        if (type.isNullable() && oneIn(4)) {
            return null;
        }
        if (type.isArray()) {
            List<@Nullable Object> elements = new ArrayList<>();
            int count = Math.min(oneIn(20) ? 150 : random.nextInt(4), elementBudget);
            elementBudget -= count;
            Type element = type.arrayElementType().orElseThrow();
            for (int i = 0; i < count; i++) {
                elements.add(value(element));
            }
            return elements;
        }
        if (type instanceof Schema schema) {
            return of(schema);
        }
        return scalar(type);
    }

    private Object scalar(Type type) {
        long number = number();
        return switch (type.toString()) {
            case "BOOLEAN" -> random.nextBoolean();
            case "INT8" -> (byte) number;
            case "INT16" -> (short) number;
            case "UINT16" -> (int) number & 0xffff;
            case "INT32" -> (int) number;
            case "UINT32" -> number & 0xffff_ffffL;
            case "INT64" -> number;
            case "FLOAT64" ->
                oneIn(4) ? Double.MIN_VALUE : random.nextGaussian(); // No NaN, which kafka-clients holds unequal.
            case "UUID" -> new Uuid(number, number());
            case "STRING", "COMPACT_STRING", "NULLABLE_STRING", "COMPACT_NULLABLE_STRING" -> string();
            case "BYTES", "COMPACT_BYTES", "NULLABLE_BYTES", "COMPACT_NULLABLE_BYTES" -> bytes(length(1_000));
            case "RECORDS", "COMPACT_RECORDS", "NULLABLE_RECORDS", "COMPACT_NULLABLE_RECORDS" ->
                ByteBuffer.wrap(bytes(length(10_000)));
            default -> throw new IllegalArgumentException("a type that this test does not know: " + type);
        };
    }

    private long number() {
        return switch (random.nextInt(8)) {
            case 0 -> 0;
            case 1 -> -1;
            case 2 -> Long.MAX_VALUE;
            case 3 -> Long.MIN_VALUE;
            case 4 -> Integer.MIN_VALUE;
            default -> random.nextLong();
        };
    }

    private String string() {
        StringBuilder text = new StringBuilder();
        for (int left = length(300); left > 0; left--) {
            text.append(LETTERS[random.nextInt(LETTERS.length)]);
        }
        return text.toString();
    }

    private int length(int maximum) {
        return oneIn(10) ? random.nextInt(maximum) : random.nextInt(10);
    }

    private byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    private boolean oneIn(int count) {
        return random.nextInt(count) == 0;
    }
}
