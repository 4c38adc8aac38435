package io.embeddedcluster.codegen;

import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.jar.JarFile;

/** The kafka-clients jar on this program's own class path, which carries the schemas as resources. */
final class SchemaJar {

    private static final String FOLDER = "common/message/";
    private static final String EXTENSION = ".json";

    private SchemaJar() {}

    /** Returns the text of each schema by its name: {@code ProduceRequest}. */
    static SortedMap<String, String> schemas() throws IOException {
        URL header = SchemaJar.class.getClassLoader().getResource(FOLDER + "RequestHeader" + EXTENSION);
        if (header == null || !(header.openConnection() instanceof JarURLConnection connection)) {
            throw new IllegalStateException("no jar with " + FOLDER + " on the class path (expected: kafka-clients)");
        }
        connection.setUseCaches(false);
        SortedMap<String, String> schemas = new TreeMap<>();
        try (JarFile jar = connection.getJarFile()) {
            List<String> paths = jar.stream()
                    .map(entry -> entry.getName())
                    .filter(path -> path.startsWith(FOLDER) && path.endsWith(EXTENSION))
                    .toList();
            for (String path : paths) {
                String name = path.substring(FOLDER.length(), path.length() - EXTENSION.length());
                try (InputStream content = jar.getInputStream(jar.getJarEntry(path))) {
                    schemas.put(name, new String(content.readAllBytes(), StandardCharsets.UTF_8));
                }
            }
        }
        return schemas;
    }
}
