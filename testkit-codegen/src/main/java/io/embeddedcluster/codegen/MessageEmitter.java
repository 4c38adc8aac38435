package io.embeddedcluster.codegen;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Writes the class of one message: its structures as nested classes, each with fluent accessors, {@code read} and
 * {@code write}.
 *
 * <p>What can be the same for all messages is not generated but lies in the hand-written {@code WireReader}, {@code WireWriter}
 * and {@code TaggedFields}.
 */
final class MessageEmitter {

    private static final String WIRE_PACKAGE = "io.embeddedcluster.internal.kafka.wire";
    private static final String MODEL_PACKAGE = "io.embeddedcluster.internal.kafka.model";
    static final String MESSAGE_PACKAGE = WIRE_PACKAGE + ".message";

    private final MessageSchema message;
    private final JavaSource source = new JavaSource();

    private MessageEmitter(MessageSchema message) {
        this.message = message;
    }

    static String emit(MessageSchema message) {
        MessageEmitter emitter = new MessageEmitter(message);
        emitter.emitFile();
        return emitter.source.toString();
    }

    static String emitPackageInfo() {
        return new JavaSource()
                .line("/** Kafka's messages, generated from its schemas by testkit-codegen. */")
                .line("@NullMarked")
                .line("package " + MESSAGE_PACKAGE + ";")
                .blank()
                .line("import org.jspecify.annotations.NullMarked;")
                .toString();
    }

    private void emitFile() {
        source.line("package " + MESSAGE_PACKAGE + ";").blank();
        for (String imported : List.of(
                WIRE_PACKAGE + ".MessageType",
                WIRE_PACKAGE + ".RawTaggedField",
                WIRE_PACKAGE + ".TaggedFields",
                MODEL_PACKAGE + ".Uuid",
                WIRE_PACKAGE + ".WireMessage",
                WIRE_PACKAGE + ".WireReader",
                WIRE_PACKAGE + ".WireWriter",
                "java.nio.ByteBuffer",
                "java.util.ArrayList",
                "java.util.Arrays",
                "java.util.List",
                "java.util.Objects",
                "org.jspecify.annotations.Nullable")) {
            source.line("import " + imported + ";");
        }
        source.blank()
                .line("/** Kafka's {@code %s}, versions %s, flexible %s. Not thread-safe. */"
                        .formatted(message.name(), message.versions(), message.flexibleVersions()))
                .line("public final class " + message.name() + " implements WireMessage {");
        emitConstants();
        emitStruct(message.root());
        for (StructSchema struct : message.structs()) {
            source.blank()
                    .line("/** The structure {@code " + struct.name() + "} of this message. */")
                    .line("public static final class " + struct.name() + " implements WireMessage {");
            emitStruct(struct);
            source.line("}");
        }
        source.line("}");
    }

    private void emitConstants() {
        Versions known = message.versions();
        int highest = message.latestVersionUnstable() ? known.highest() - 1 : known.highest();
        source.line("/** The API key, or -1 of a header. */")
                .line("public static final short API_KEY = " + message.apiKey().orElse(-1) + ";")
                .blank()
                .line("/** The first version that is still spoken. */")
                .line("public static final short LOWEST_SUPPORTED_VERSION = " + known.lowest() + ";")
                .blank()
                .line("/** The last version that is finished, and so may be offered. */")
                .line("public static final short HIGHEST_SUPPORTED_VERSION = " + highest + ";")
                .blank()
                .line("/** The last version that the schema describes, finished or not. */")
                .line("public static final short HIGHEST_KNOWN_VERSION = " + known.highest() + ";")
                .blank()
                .line("/** All of the above as one value. */")
                .line("public static final MessageType<" + message.name() + "> TYPE = new MessageType<>(")
                .line("        \"" + message.name() + "\",")
                .line("        API_KEY,")
                .line("        LOWEST_SUPPORTED_VERSION,")
                .line("        HIGHEST_SUPPORTED_VERSION,")
                .line("        HIGHEST_KNOWN_VERSION,")
                .line("        (short) " + firstFlexibleVersion() + ",")
                .line("        " + message.name() + "::new);")
                .blank()
                .line("/** {@return whether lengths are compact and tagged fields exist in this version} */")
                .line("public static boolean isFlexible(short version) {")
                .line("return TYPE.isFlexible(version);")
                .line("}")
                .blank();
    }

    private int firstFlexibleVersion() {
        return message.flexibleVersions().isEmpty()
                ? Short.MAX_VALUE
                : message.flexibleVersions().lowest();
    }

    private void emitStruct(StructSchema struct) {
        List<FieldCode> fields = struct.fields().stream()
                .map(field -> new FieldCode(field, struct))
                .toList();
        for (FieldCode code : fields) {
            FieldSchema field = code.field();
            source.line("private " + field.javaType() + " " + field.name() + " = " + field.defaultValue() + ";");
        }
        source.line("private List<RawTaggedField> unknownTaggedFields = new ArrayList<>();");
        fields.forEach(code -> emitAccessors(code.field(), struct));
        source.blank()
                .line("@Override")
                .line("public List<RawTaggedField> unknownTaggedFields() {")
                .line("return unknownTaggedFields;")
                .line("}");
        emitRead(struct, fields);
        emitWrite(struct, fields);
        emitEquals(struct, fields);
        emitHashCode(fields);
        emitToString(struct, fields);
    }

    private void emitAccessors(FieldSchema field, StructSchema struct) {
        boolean checked =
                !field.isNullable() && !(field.type() instanceof FieldType.Scalar scalar && scalar.isPrimitive());
        String about = "{@code " + field.name() + "}, in versions " + field.versions();
        source.blank()
                .line("/** {@return " + about + "} */")
                .line("public " + field.javaType() + " " + field.name() + "() {")
                .line("return this." + field.name() + ";")
                .line("}")
                .blank()
                .line("/** Sets " + about + "; {@return this} */")
                .line("public " + struct.name() + " " + field.name() + "(" + field.javaType() + " value) {")
                .line("this." + field.name() + " = " + (checked ? "Objects.requireNonNull(value)" : "value") + ";")
                .line("return this;")
                .line("}");
    }

    /** Declares {@code flexible} where the structure is flexible in some versions only; returns the condition to use. */
    private String emitFlexible(StructSchema struct) {
        String condition = message.flexibleVersions().conditionWithin(struct.versions());
        if (condition.equals("true") || condition.equals("false")) {
            return condition;
        }
        source.line("boolean flexible = " + condition + ";");
        return "flexible";
    }

    private void emitCheckVersion(StructSchema struct) {
        if (struct.equals(message.root())) {
            source.line("TYPE.requireKnown(version);");
        }
    }

    private void emitRead(StructSchema struct, List<FieldCode> fields) {
        source.blank().line("@Override").line("public void read(WireReader in, short version) {");
        emitCheckVersion(struct);
        String flexible = emitFlexible(struct);
        for (FieldCode code : fields) {
            FieldSchema field = code.field();
            emitChoice(
                    field.tag().isPresent() ? "false" : code.present(),
                    List.of(code.self() + " = " + code.read() + ";"),
                    List.of(code.self() + " = " + field.defaultValue() + ";"));
        }
        emitReadTagged(struct, tagged(fields), flexible);
        source.line("}");
    }

    private void emitReadTagged(StructSchema struct, List<FieldCode> tagged, String flexible) {
        List<String> lines = new ArrayList<>();
        if (tagged.isEmpty()) {
            lines.add("unknownTaggedFields = in.readTaggedFields(\"" + struct.name() + "\");");
        } else {
            lines.addAll(readTagged(struct, tagged));
        }
        emitChoice(flexible, lines, List.of("unknownTaggedFields = new ArrayList<>();"));
    }

    private List<String> readTagged(StructSchema struct, List<FieldCode> tagged) {
        List<String> lines = new ArrayList<>();
        lines.add("unknownTaggedFields = in.readTaggedFields(\"" + struct.name() + "\", tag -> {");
        lines.add("switch (tag) {");
        for (FieldCode code : tagged) {
            String present = presentAmongTagged(code);
            lines.add("case " + code.field().tag().orElseThrow() + " -> {");
            if (!present.equals("true")) {
                lines.add("in.requireTagInVersion(" + code.label() + ", " + present + ", version);");
            }
            lines.add(code.self() + " = " + code.read() + ";");
            lines.add("return true;");
            lines.add("}");
        }
        lines.addAll(List.of("default -> {", "return false;", "}", "}", "});"));
        return lines;
    }

    private void emitWrite(StructSchema struct, List<FieldCode> fields) {
        source.blank().line("@Override").line("public void write(WireWriter out, short version) {");
        emitCheckVersion(struct);
        String flexible = emitFlexible(struct);
        fields.forEach(this::emitWriteField);
        String refuse = "WireWriter.requireNoTaggedFields(\"" + struct.name() + "\", unknownTaggedFields, version);";
        emitChoice(flexible, writeTagged(fields), List.of(refuse));
        source.line("}");
    }

    /** An untagged field in its place; for a tagged one only the checks. */
    private void emitWriteField(FieldCode code) {
        FieldSchema field = code.field();
        List<String> write = new ArrayList<>();
        if (field.isNullable()) {
            String require = "WireWriter.requireNonNull(" + code.label() + ", " + code.self() + ", version);";
            write.addAll(choice(code.nullable(), List.of(), List.of(require)));
        }
        if (field.tag().isEmpty()) {
            write.add(code.write("out") + ";");
        }
        List<String> refuse = field.ignorable()
                ? List.of()
                : List.of(
                        "if (" + code.differsFromDefault() + ") {",
                        "throw WireWriter.noSuchField(" + code.label() + ", version);",
                        "}");
        emitChoice(code.present(), write, refuse);
    }

    private List<String> writeTagged(List<FieldCode> fields) {
        List<FieldCode> tagged = tagged(fields);
        if (tagged.isEmpty()) {
            return List.of("out.writeTaggedFields(unknownTaggedFields);");
        }
        List<String> lines = new ArrayList<>();
        lines.add("TaggedFields tagged = new TaggedFields(unknownTaggedFields);");
        for (FieldCode code : tagged) {
            String put =
                    "tagged.put(" + code.field().tag().orElseThrow() + ", content -> " + code.write("content") + ");";
            List<String> putIfSet = List.of("if (" + code.differsFromDefault() + ") {", put, "}");
            lines.addAll(choice(presentAmongTagged(code), putIfSet, List.of()));
        }
        lines.add("out.writeTaggedFields(tagged);");
        return lines;
    }

    private static List<FieldCode> tagged(List<FieldCode> fields) {
        return fields.stream().filter(code -> code.field().tag().isPresent()).toList();
    }

    /** {@return the condition under which a tagged field exists, given that the version has tagged fields at all} */
    private String presentAmongTagged(FieldCode code) {
        return code.field().versions().conditionWithin(code.struct().versions().intersect(message.flexibleVersions()));
    }

    private void emitEquals(StructSchema struct, List<FieldCode> fields) {
        String comparisons = fields.stream().map(FieldCode::equalsOther).collect(Collectors.joining(" && "));
        source.blank()
                .line("@Override")
                .line("public boolean equals(@Nullable Object other) {")
                .line("if (!(other instanceof " + struct.name() + " that)) {")
                .line("return false;")
                .line("}")
                .line("return " + (comparisons.isEmpty() ? "" : comparisons + " && ")
                        + "unknownTaggedFields.equals(that.unknownTaggedFields);")
                .line("}");
    }

    private void emitHashCode(List<FieldCode> fields) {
        String hashes = fields.stream().map(code -> code.hash() + ", ").collect(Collectors.joining());
        source.blank()
                .line("@Override")
                .line("public int hashCode() {")
                .line("return Objects.hash(" + hashes + "unknownTaggedFields);")
                .line("}");
    }

    private void emitToString(StructSchema struct, List<FieldCode> fields) {
        source.blank().line("@Override").line("public String toString() {");
        if (fields.isEmpty()) {
            source.line("return \"" + struct.name() + "()\";");
        } else {
            String values = fields.stream()
                    .map(code -> code.field().name() + "=\" + " + code.print())
                    .collect(Collectors.joining(" + \", "));
            source.line("return \"" + struct.name() + "(" + values + " + \")\";");
        }
        source.line("}");
    }

    private void emitChoice(String condition, List<String> then, List<String> otherwise) {
        choice(condition, then, otherwise).forEach(source::line);
    }

    /** {@return the shortest statement that does one or the other} */
    private static List<String> choice(String condition, List<String> then, List<String> otherwise) {
        if (condition.equals("true")) {
            return then;
        }
        if (condition.equals("false")) {
            return otherwise;
        }
        if (then.isEmpty() && otherwise.isEmpty()) {
            return List.of();
        }
        List<String> lines = new ArrayList<>();
        lines.add(then.isEmpty() ? "if (!(" + condition + ")) {" : "if (" + condition + ") {");
        lines.addAll(then);
        if (!then.isEmpty() && !otherwise.isEmpty()) {
            lines.add("} else {");
        }
        lines.addAll(otherwise);
        lines.add("}");
        return lines;
    }
}
