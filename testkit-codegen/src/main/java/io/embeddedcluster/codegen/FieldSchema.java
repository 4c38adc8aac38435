package io.embeddedcluster.codegen;

import java.util.OptionalInt;

/**
 * One field of a structure.
 *
 * @param name in Java: {@code throttleTimeMs}
 * @param type what it holds
 * @param versions where it exists
 * @param nullableVersions where it may be null
 * @param flexibleVersions where its length, if any, has the compact form
 * @param tag its number among the tagged fields, where it is one
 * @param ignorable whether a value may be dropped in silence where the version has no such field
 * @param defaultValue a Java expression for its value where nothing else was said
 */
record FieldSchema(
        String name,
        FieldType type,
        Versions versions,
        Versions nullableVersions,
        Versions flexibleVersions,
        OptionalInt tag,
        boolean ignorable,
        String defaultValue) {

    /** {@return whether null is a value of this field in any version, or before it was set} */
    boolean isNullable() {
        return !nullableVersions.isEmpty() || defaultValue.equals("null");
    }

    /** {@return the declared Java type} */
    String javaType() {
        if (!isNullable()) {
            return type.javaType();
        }
        return type == FieldType.Scalar.BYTES ? "byte @Nullable []" : "@Nullable " + type.javaType();
    }
}
