package io.embeddedcluster.codegen;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.embeddedcluster.codegen.FieldType.Scalar;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Reads one schema file: JSON with comments, as the README beside the schemas describes it.
 *
 * <p>An attribute that it does not know stops the build: what a new Kafka adds is looked at, not guessed.
 */
final class SchemaReader {

    private static final JsonMapper JSON =
            JsonMapper.builder().enable(JsonReadFeature.ALLOW_JAVA_COMMENTS).build();

    /** Those with no effect on the bytes are named as well, so that only a new one is unknown. */
    private static final Set<String> FIELD_ATTRIBUTES = Set.of(
            "name",
            "type",
            "versions",
            "nullableVersions",
            "flexibleVersions",
            "tag",
            "taggedVersions",
            "ignorable",
            "default",
            "fields",
            "about",
            "entityType",
            "mapKey",
            "zeroCopy");

    private final JsonNode message;
    private final Versions messageVersions;
    private final Versions flexibleVersions;
    private final Map<String, StructSchema> structs = new HashMap<>();
    private final List<StructSchema> structsInOrder = new ArrayList<>();

    private SchemaReader(JsonNode message) {
        this.message = message;
        this.messageVersions = Versions.parse(text(message, "validVersions"));
        this.flexibleVersions = Versions.parse(text(message, "flexibleVersions"));
    }

    static MessageSchema read(String json) {
        try {
            return new SchemaReader(JSON.readTree(json)).message();
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not a schema: " + e.getMessage(), e);
        }
    }

    private MessageSchema message() {
        for (JsonNode common : message.path("commonStructs")) {
            struct(text(common, "name"), common, messageVersions.intersect(Versions.parse(text(common, "versions"))));
        }
        StructSchema root = new StructSchema(
                text(message, "name"), messageVersions, fields(message.path("fields"), messageVersions));
        return new MessageSchema(
                message.has("apiKey") ? OptionalInt.of(message.get("apiKey").intValue()) : OptionalInt.empty(),
                flexibleVersions,
                message.path("latestVersionUnstable").booleanValue(),
                root,
                structsInOrder);
    }

    private void struct(String name, JsonNode declaration, Versions versions) {
        StructSchema struct = new StructSchema(name, versions, fields(declaration.path("fields"), versions));
        if (structs.putIfAbsent(name, struct) != null) {
            throw invalid(name, "is declared twice");
        }
        structsInOrder.add(struct);
    }

    private List<FieldSchema> fields(JsonNode declarations, Versions context) {
        List<FieldSchema> fields = new ArrayList<>();
        for (JsonNode declaration : declarations) {
            fields.add(field(declaration, context));
        }
        return fields;
    }

    private FieldSchema field(JsonNode declaration, Versions context) {
        String name = text(declaration, "name");
        declaration.fieldNames().forEachRemaining(attribute -> {
            if (!FIELD_ATTRIBUTES.contains(attribute)) {
                throw invalid(name, "has the unknown attribute " + attribute);
            }
        });
        FieldType type = FieldType.parse(text(declaration, "type"));
        Versions versions = context.intersect(Versions.parse(text(declaration, "versions")));
        Versions nullable = versions.intersect(
                Versions.parse(declaration.path("nullableVersions").asText("none")));
        Versions flexible = declaration.has("flexibleVersions")
                ? Versions.parse(text(declaration, "flexibleVersions"))
                : flexibleVersions;
        if (declaration.has("fields")) {
            FieldType element = type instanceof FieldType.Array array ? array.element() : type;
            struct(element.javaType(), declaration, versions);
        }
        if (type instanceof FieldType.Struct && !nullable.isEmpty() && !nullable.equals(versions)) {
            throw invalid(
                    name, "is a structure that may be null in a part of its versions only, which is not supported");
        }
        return new FieldSchema(
                Character.toLowerCase(name.charAt(0)) + name.substring(1),
                type,
                versions,
                nullable,
                flexible,
                tag(name, declaration, versions, type, nullable),
                declaration.path("ignorable").asBoolean(false),
                defaultValue(name, type, declaration.path("default").asText("")));
    }

    private OptionalInt tag(String name, JsonNode declaration, Versions versions, FieldType type, Versions nullable) {
        if (!declaration.has("tag")) {
            return OptionalInt.empty();
        }
        Versions tagged = Versions.parse(text(declaration, "taggedVersions"));
        if (!tagged.containsAll(versions) || !flexibleVersions.containsAll(versions)) {
            throw invalid(name, "is tagged in a part of its versions only, which is not supported");
        }
        if (type instanceof FieldType.Struct && !nullable.isEmpty()) {
            throw invalid(name, "is a tagged structure that may be null, which is not supported");
        }
        return OptionalInt.of(declaration.get("tag").intValue());
    }

    private String defaultValue(String name, FieldType type, String text) {
        if (text.equals("null")) {
            return "null";
        }
        if (!(type instanceof Scalar scalar)) {
            if (!text.isEmpty()) {
                throw invalid(name, "has the default " + text + " (expected: null or none)");
            }
            return type instanceof FieldType.Array ? "new ArrayList<>()" : "new " + type.javaType() + "()";
        }
        if (text.isEmpty()) {
            return scalar.zero;
        }
        return switch (scalar) {
            case BOOL, FLOAT64 -> text;
            case INT8, INT16, UINT16, INT32 -> String.valueOf(Integer.decode(text));
            case UINT32, INT64 -> Long.decode(text) + "L";
            case STRING -> "\"" + text + "\"";
            case UUID, BYTES, RECORDS -> throw invalid(name, "has the default " + text + " (expected: null or none)");
        };
    }

    private static String text(JsonNode node, String attribute) {
        JsonNode value = node.get(attribute);
        if (value == null) {
            throw new IllegalArgumentException("no " + attribute + " in " + node);
        }
        return value.asText();
    }

    private IllegalArgumentException invalid(String what, String why) {
        return new IllegalArgumentException(text(message, "name") + ": " + what + " " + why);
    }
}
