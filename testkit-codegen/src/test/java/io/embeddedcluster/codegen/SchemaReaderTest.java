package io.embeddedcluster.codegen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class SchemaReaderTest {

    @Test
    void everythingThatAMessageSaysIsRead() {
        MessageSchema message = SchemaReader.read("""
                // A comment.
                { "apiKey": 7, "type": "request", "name": "PaintRequest",
                  "validVersions": "1-4", "flexibleVersions": "3+", "latestVersionUnstable": true,
                  "fields": [
                    { "name": "Walls", "type": "[]Wall", "versions": "0+", "nullableVersions": "2+", "fields": [
                      { "name": "Colour", "type": "string", "versions": "2+", "default": "white", "ignorable": true } ]},
                    { "name": "coats", "type": "int32", "versions": "3+", "taggedVersions": "3+", "tag": 5, "default": "0x10" },
                    { "name": "Door", "type": "Door", "versions": "1+", "nullableVersions": "1+", "default": "null" }
                  ],
                  "commonStructs": [
                    { "name": "Door", "versions": "2+", "fields": [
                      { "name": "Open", "type": "bool", "versions": "2+", "default": true, "about": "…" } ]} ]
                }""");

        assertThat(message.name()).isEqualTo("PaintRequest");
        assertThat(message.apiKey()).hasValue(7);
        assertThat(message.versions()).hasToString("1-4");
        assertThat(message.flexibleVersions()).hasToString("3+");
        assertThat(message.latestVersionUnstable()).isTrue();
        assertThat(message.structs()).extracting(StructSchema::name).containsExactly("Door", "Wall");
        assertThat(message.structs())
                .extracting(struct -> struct.versions().toString())
                .containsExactly("2-4", "1-4");
        FieldSchema walls = message.root().fields().get(0);
        assertThat(walls.javaType()).isEqualTo("@Nullable List<Wall>");
        assertThat(walls.nullableVersions()).hasToString("2-4");
        FieldSchema coats = message.root().fields().get(1);
        assertThat(coats.tag()).isEqualTo(OptionalInt.of(5));
        assertThat(coats.defaultValue()).isEqualTo("16");
        FieldSchema colour = message.structs().get(1).fields().get(0);
        assertThat(colour.defaultValue()).isEqualTo("\"white\"");
        assertThat(colour.ignorable()).isTrue();
    }

    @Test
    void whatItDoesNotKnowStopsIt() {
        assertRefused(
                "\"type\": \"int32\", \"versions\": \"0+\", \"encrypted\": true",
                "T: F has the unknown attribute encrypted");
        assertRefused(
                "\"type\": \"[]int32\", \"versions\": \"0+\", \"default\": \"7\"",
                "has the default 7 (expected: null or none)");
        assertRefused(
                "\"type\": \"int32\", \"versions\": \"0+\", \"tag\": 0, \"taggedVersions\": \"1+\"",
                "tagged in a part of its versions only");
        assertRefused(
                "\"type\": \"S\", \"versions\": \"0+\", \"nullableVersions\": \"1+\", \"fields\": []",
                "may be null in a part of its versions only");
        assertRefused("\"type\": \"int128\", \"versions\": \"0+\"", "INT128");
        assertThatThrownBy(() -> SchemaReader.read("{")).hasMessageContaining("not a schema");
    }

    private static void assertRefused(String attributes, String message) {
        String schema =
                "{ \"name\": \"T\", \"validVersions\": \"0-2\", \"flexibleVersions\": \"0+\", \"fields\": [ { \"name\": \"F\", "
                        + attributes + " } ] }";
        assertThatThrownBy(() -> SchemaReader.read(schema))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }
}
