package io.embeddedcluster.internal.kafka.wire;

import java.util.List;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * The tagged fields of one structure while it is written: those that the schema knows and have a value other than their default,
 * together with the unknown ones.
 */
public final class TaggedFields {

    /** By tag, since the wire wants them in ascending order. */
    private final TreeMap<Integer, WireWriter> fields = new TreeMap<>();

    /**
     * Starts with the unknown ones.
     *
     * @throws IllegalArgumentException if two have the same tag
     */
    public TaggedFields(List<RawTaggedField> unknown) {
        for (RawTaggedField field : unknown) {
            put(field.tag(), content -> content.writeRaw(field.data()));
        }
    }

    /**
     * Adds a field.
     *
     * @param content writes its value
     * @throws IllegalArgumentException if the tag is taken
     */
    public void put(int tag, Consumer<WireWriter> content) {
        WireWriter writer = new WireWriter();
        content.accept(writer);
        if (fields.putIfAbsent(tag, writer) != null) {
            throw new IllegalArgumentException("two tagged fields with tag " + tag);
        }
    }

    void writeTo(WireWriter out) {
        out.writeUnsignedVarint(fields.size());
        fields.forEach((tag, content) -> {
            out.writeUnsignedVarint(tag);
            out.writeUnsignedVarint(content.size());
            out.writeAll(content);
        });
    }
}
