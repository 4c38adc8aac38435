package io.embeddedcluster.codegen;

import io.embeddedcluster.codegen.FieldType.Array;
import io.embeddedcluster.codegen.FieldType.Scalar;
import io.embeddedcluster.codegen.FieldType.Struct;

/**
 * The Java expressions that read, write and compare one field.
 *
 * @param field the field
 * @param struct the structure that it is in
 */
record FieldCode(FieldSchema field, StructSchema struct) {

    /** {@return what an error message calls this field, as a Java literal} */
    String label() {
        return "\"" + struct.name() + "." + field.name() + "\"";
    }

    /** {@return the condition on the version under which the field is in the message} */
    String present() {
        return field.versions().conditionWithin(struct.versions());
    }

    /** {@return the condition, given that the field is in the message, under which it may be null there} */
    String nullable() {
        return field.nullableVersions().conditionWithin(field.versions());
    }

    /** {@return the condition, given that the field is in the message, under which its length has the compact form} */
    String compact() {
        String condition = field.flexibleVersions().conditionWithin(field.versions());
        return condition.equals("true") || condition.equals("false") ? condition : "flexible";
    }

    /** {@return the field as an expression; qualified, since schemas have fields named {@code value} and {@code version}} */
    String self() {
        return "this." + field.name();
    }

    String read() {
        return switch (nullable()) {
            case "true" -> read(field.type(), true);
            case "false" -> read(field.type(), false);
            default -> nullable() + " ? " + read(field.type(), true) + " : " + read(field.type(), false);
        };
    }

    private String read(FieldType type, boolean nullable) {
        String method = nullable ? "in.readNullable" : "in.read";
        if (type instanceof Scalar scalar) {
            return method + scalar.codec + "(" + label() + (scalar.hasLength() ? ", " + compact() : "") + ")";
        }
        if (type instanceof Struct) {
            return method + "Struct(" + label() + ", " + type.javaType() + "::new, version)";
        }
        FieldType element = ((Array) type).element();
        return element instanceof Struct
                ? method + "Structs(" + label() + ", " + compact() + ", " + element.javaType() + "::new, version)"
                : method + "Array(" + label() + ", " + compact() + ", () -> " + read(element, false) + ")";
    }

    String write(String out) {
        return write(out, field.type(), self(), field.isNullable());
    }

    private String write(String out, FieldType type, String value, boolean nullable) {
        String method = out + (nullable ? ".writeNullable" : ".write");
        if (type instanceof Scalar scalar) {
            return method + scalar.codec + "(" + value + (scalar.hasLength() ? ", " + compact() : "") + ")";
        }
        if (type instanceof Struct) {
            return nullable().equals("false")
                    ? value + ".write(" + out + ", version)"
                    : out + ".writeNullableStruct(" + value + ", version)";
        }
        FieldType element = ((Array) type).element();
        return element instanceof Struct
                ? method + "Structs(" + value + ", " + compact() + ", version)"
                : method + "Array(" + value + ", " + compact() + ", element -> " + write(out, element, "element", false)
                        + ")";
    }

    /** {@return a condition that holds unless the field has its default value} */
    String differsFromDefault() {
        String name = self();
        if (field.defaultValue().equals("null")) {
            return name + " != null";
        }
        if (field.type() instanceof Scalar scalar && scalar.isPrimitive()) {
            return switch (field.defaultValue()) {
                case "false" -> name;
                case "true" -> "!" + name;
                default -> name + " != " + field.defaultValue();
            };
        }
        if (field.type() instanceof Array) {
            return field.isNullable() ? name + " == null || !" + name + ".isEmpty()" : "!" + name + ".isEmpty()";
        }
        if (field.type() == Scalar.BYTES) {
            return field.isNullable() ? name + " == null || " + name + ".length != 0" : name + ".length != 0";
        }
        return "!" + field.defaultValue() + ".equals(" + name + ")";
    }

    String equalsOther() {
        String name = field.name();
        if (field.type() == Scalar.BYTES) {
            return "Arrays.equals(" + self() + ", that." + name + ")";
        }
        if (field.type() == Scalar.FLOAT64) {
            return "Double.compare(" + self() + ", that." + name + ") == 0";
        }
        return field.type() instanceof Scalar scalar && scalar.isPrimitive()
                ? self() + " == that." + name
                : "Objects.equals(" + self() + ", that." + name + ")";
    }

    String hash() {
        return field.type() == Scalar.BYTES ? "Arrays.hashCode(" + self() + ")" : self();
    }

    /** {@return the value as text; of bytes and records only how many there are} */
    String print() {
        if (field.type() == Scalar.BYTES || field.type() == Scalar.RECORDS) {
            String size = self() + (field.type() == Scalar.BYTES ? ".length" : ".remaining()") + " + \" bytes\"";
            return field.isNullable() ? "(" + self() + " == null ? \"null\" : " + size + ")" : size;
        }
        return self();
    }
}
