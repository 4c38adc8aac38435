package io.embeddedcluster.internal.kafka.wire;

import java.util.List;

/** A Kafka message, or a structure in one. Mutable, with fields as its schema declares them. Not thread-safe. */
public interface WireMessage {

    /**
     * Replaces all fields by what the reader gives. A field that the version does not have gets its default.
     *
     * @throws WireFormatException if the bytes are not such a message
     * @throws IllegalArgumentException if there is no such version
     */
    void read(WireReader in, short version);

    /**
     * Writes all fields that the version has.
     *
     * @throws IllegalArgumentException if there is no such version, or it lacks a field that has a value other than its default and
     *     that must not be dropped in silence, or a field is null that must not be
     */
    void write(WireWriter out, short version);

    /** {@return the tagged fields that no schema of ours knows: kept as they came, and written again. May be modified} */
    List<RawTaggedField> unknownTaggedFields();
}
