package io.embeddedcluster.codegen;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Generates the message classes that a list names, from the schemas in the kafka-clients jar on the class path.
 *
 * <p>A line of the list is the name of one schema ({@code RequestHeader}) or of an API, which stands for its request and its
 * response ({@code Fetch}). Text after {@code #} is a comment.
 */
public final class GenerateMessages {

    private final Map<String, String> schemas;

    private GenerateMessages(Map<String, String> schemas) {
        this.schemas = schemas;
    }

    /**
     * Runs the generator.
     *
     * @param arguments the list; the root folder to write to; and how many schemas the jar must hold, so that a new Kafka with
     *     new messages is noticed by a person
     * @throws IOException if a file cannot be read or written
     */
    public static void main(String[] arguments) throws IOException {
        if (arguments.length != 3) {
            throw new IllegalArgumentException("expected: <list of messages> <root folder> <number of schemas>");
        }
        Map<String, String> schemas = SchemaJar.schemas();
        int expected = Integer.parseInt(arguments[2]);
        if (schemas.size() != expected) {
            throw new IllegalStateException("kafka-clients holds " + schemas.size() + " schemas (expected: " + expected
                    + "). Look at what is new, then change kafka.schema.count");
        }
        List<String> names = Files.readAllLines(Path.of(arguments[0])).stream()
                .map(line -> line.replaceFirst("#.*", "").strip())
                .filter(line -> !line.isEmpty())
                .toList();
        SourceFolder folder = new SourceFolder(Path.of(arguments[1]), MessageEmitter.MESSAGE_PACKAGE);
        new GenerateMessages(schemas).generate(names, folder);
    }

    private void generate(List<String> names, SourceFolder folder) throws IOException {
        for (String name : names) {
            for (MessageSchema message :
                    schemas.containsKey(name) ? Stream.of(schema(name)).toList() : requestAndResponse(name)) {
                folder.write(message.name(), MessageEmitter.emit(message));
            }
        }
        folder.write("package-info", MessageEmitter.emitPackageInfo());
        folder.deleteOthers();
    }

    private List<MessageSchema> requestAndResponse(String api) {
        MessageSchema request = schema(api + "Request");
        MessageSchema response = schema(api + "Response");
        // Only the schema of the request says that a version is unstable, but it is so for both.
        return List.of(request, request.latestVersionUnstable() ? response.withLatestVersionUnstable() : response);
    }

    private MessageSchema schema(String name) {
        String json = schemas.get(name);
        if (json == null) {
            throw new IllegalArgumentException("kafka-clients has no schema " + name);
        }
        return SchemaReader.read(json);
    }
}
