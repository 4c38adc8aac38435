package io.embeddedcluster.codegen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The generator as a whole, on the schemas of the kafka-clients that the build uses. */
class GenerateMessagesTest {

    private static final String COUNT = "203";

    @TempDir
    Path folder;

    @Test
    void anApiStandsForItsRequestAndItsResponse() throws IOException {
        generate("Fetch", "# Comment", "RequestHeader # comment");

        assertThat(messages())
                .containsExactlyInAnyOrder(
                        "FetchRequest.java", "FetchResponse.java", "RequestHeader.java", "package-info.java");
    }

    @Test
    void aSecondRunTouchesNothingThatIsTheSameAndRemovesWhatIsGone() throws IOException {
        generate("Fetch", "Produce");
        Path unchanged = messageFolder().resolve("FetchRequest.java");
        FileTime longAgo = FileTime.fromMillis(0);
        Files.setLastModifiedTime(unchanged, longAgo);

        generate("Fetch");

        assertThat(Files.getLastModifiedTime(unchanged)).isEqualTo(longAgo);
        assertThat(messages()).doesNotContain("ProduceRequest.java");
    }

    @Test
    void anUnstableVersionIsUnstableInTheResponseToo() throws IOException {
        generate("InitProducerId");

        for (String name : List.of("InitProducerIdRequest.java", "InitProducerIdResponse.java")) {
            assertThat(messageFolder().resolve(name))
                    .content()
                    .contains("HIGHEST_SUPPORTED_VERSION = 5;", "HIGHEST_KNOWN_VERSION = 6;");
        }
    }

    /** So that a later API is a line in the list and no more. */
    @Test
    void everySchemaOfKafkaThatHasVersionsCanBeEmitted() throws IOException {
        List<String> all = SchemaJar.schemas().entrySet().stream()
                .filter(schema -> !schema.getValue().contains("\"validVersions\": \"none\""))
                .map(schema -> schema.getKey())
                .toList();

        generate(all.toArray(String[]::new));

        assertThat(messages()).hasSize(195 + 1);
    }

    @Test
    void anotherNumberOfSchemasStopsTheBuild() throws IOException {
        Path list = Files.writeString(folder.resolve("list"), "Fetch");
        assertThatThrownBy(() -> GenerateMessages.main(new String[] {list.toString(), folder.toString(), "202"}))
                .hasMessageContaining("holds 203 schemas (expected: 202)");
    }

    @Test
    void aNameThatIsNoSchemaStopsTheBuild() {
        assertThatThrownBy(() -> generate("Fetsh")).hasMessageContaining("no schema FetshRequest");
    }

    private void generate(String... lines) throws IOException {
        Path list = Files.write(folder.resolve("list"), List.of(lines));
        GenerateMessages.main(
                new String[] {list.toString(), folder.resolve("out").toString(), COUNT});
    }

    private Path messageFolder() {
        return folder.resolve("out").resolve(MessageEmitter.MESSAGE_PACKAGE.replace('.', '/'));
    }

    private List<String> messages() throws IOException {
        try (var files = Files.list(messageFolder())) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }
}
