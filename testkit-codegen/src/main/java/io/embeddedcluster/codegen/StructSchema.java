package io.embeddedcluster.codegen;

import java.util.List;

/**
 * A structure: the message itself, or one nested in it.
 *
 * @param name its class name
 * @param versions of the message in which it can occur
 * @param fields in the order of the wire
 */
record StructSchema(String name, Versions versions, List<FieldSchema> fields) {

    StructSchema {
        fields = List.copyOf(fields);
    }
}
