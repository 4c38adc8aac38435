package io.embeddedcluster.codegen;

import java.util.Locale;

/** What a field holds: a scalar, a structure, or an array of either. */
sealed interface FieldType {

    /** A type that the wire format itself knows. {@code codec} is the tail of the reader's and writer's method names. */
    enum Scalar implements FieldType {
        BOOL("boolean", "Boolean", "Bool", "false"),
        INT8("byte", "Byte", "Int8", "0"),
        INT16("short", "Short", "Int16", "0"),
        UINT16("int", "Integer", "Uint16", "0"),
        INT32("int", "Integer", "Int32", "0"),
        UINT32("long", "Long", "Uint32", "0L"),
        INT64("long", "Long", "Int64", "0L"),
        FLOAT64("double", "Double", "Float64", "0.0"),
        UUID("Uuid", "Uuid", "Uuid", "Uuid.ZERO"),
        STRING("String", "String", "String", "\"\""),
        BYTES("byte[]", "byte[]", "Bytes", "new byte[0]"),
        RECORDS("ByteBuffer", "ByteBuffer", "Records", "null");

        final String javaType;
        final String boxedType;
        final String codec;
        final String zero;

        Scalar(String javaType, String boxedType, String codec, String zero) {
            this.javaType = javaType;
            this.boxedType = boxedType;
            this.codec = codec;
            this.zero = zero;
        }

        @Override
        public String elementType() {
            return boxedType;
        }

        @Override
        public String javaType() {
            return javaType;
        }

        boolean isPrimitive() {
            return compareTo(UUID) < 0;
        }

        /** Whether the encoding carries a length, and so differs between flexible and other versions. */
        boolean hasLength() {
            return compareTo(STRING) >= 0;
        }
    }

    /** A structure that the same schema declares, inline or as a common one. */
    record Struct(String name) implements FieldType {
        @Override
        public String elementType() {
            return name;
        }

        @Override
        public String javaType() {
            return name;
        }
    }

    /** Any number of elements of one type. */
    record Array(FieldType element) implements FieldType {
        @Override
        public String elementType() {
            throw new IllegalArgumentException("an array of arrays, which no schema has needed so far: " + this);
        }

        @Override
        public String javaType() {
            return "List<" + element.elementType() + ">";
        }
    }

    /** {@return this type as a Java type argument} */
    String elementType();

    /** {@return this type in Java, where it is not null} */
    String javaType();

    static FieldType parse(String text) {
        if (text.startsWith("[]")) {
            return new Array(parse(text.substring(2)));
        }
        if (Character.isUpperCase(text.charAt(0))) {
            return new Struct(text);
        }
        return Scalar.valueOf(text.toUpperCase(Locale.ROOT));
    }
}
