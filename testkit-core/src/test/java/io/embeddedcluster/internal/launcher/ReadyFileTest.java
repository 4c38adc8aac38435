package io.embeddedcluster.internal.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReadyFileTest {

    @TempDir
    private Path directory;

    private final ReadyFile ready = new ReadyFile(List.of("seed=42"));

    @Test
    void fileIsReplacedAsAWhole() throws IOException {
        Path file = directory.resolve("cluster.properties");
        Files.writeString(file, "seed=41\nmore=of it\n");

        ready.writeTo(file);

        assertThat(file).hasContent("seed=42\n");
        assertThat(directory).isDirectoryNotContaining(each -> !each.equals(file));
    }

    @Test
    void whatCannotBeWrittenIsNamedAndLeavesAnEarlierFileAlone() throws IOException {
        Path file = directory.resolve("cluster.properties");
        Files.writeString(file, "seed=41\n");
        Files.createDirectory(directory.resolve("cluster.properties.unfinished"));

        assertThatThrownBy(() -> ready.writeTo(file))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("--ready-file: " + file + " cannot be written: ");
        assertThat(file).hasContent("seed=41\n");
    }

    @Test
    void emptyDirectoryIsNotReplaced() throws IOException {
        Path file = Files.createDirectory(directory.resolve("cluster.properties"));

        assertThatThrownBy(() -> ReadyFile.requireWritable(file))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("--ready-file: " + file + " (expected: a file, not a directory)");
    }

    @Test
    void fileThatIsNotThereYetIsFine() {
        ReadyFile.requireWritable(directory.resolve("cluster.properties"));
        ReadyFile.requireWritable(Path.of("cluster.properties"));
    }
}
