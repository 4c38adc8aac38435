package io.embeddedcluster.codegen;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The folder of one generated package. A file whose text has not changed is not touched, so that the compiler has nothing to do;
 * a file that was not written this time is from an earlier run, and goes.
 */
final class SourceFolder {

    private final Path folder;
    private final Set<Path> written = new HashSet<>();

    SourceFolder(Path root, String packageName) throws IOException {
        this.folder = Files.createDirectories(root.resolve(packageName.replace('.', '/')));
    }

    void write(String className, String text) throws IOException {
        Path file = folder.resolve(className + ".java");
        written.add(file);
        if (!Files.exists(file) || !Files.readString(file).equals(text)) {
            Files.writeString(file, text);
        }
    }

    void deleteOthers() throws IOException {
        List<Path> present;
        try (Stream<Path> files = Files.list(folder)) {
            present = files.toList();
        }
        for (Path file : present) {
            if (!written.contains(file)) {
                Files.delete(file);
            }
        }
    }
}
