package io.embeddedcluster.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The documents at the root of the repository say what is so. A block of Java in the README stands behind a comment
 * {@code <!-- region: file#tag -->} and equals that tagged region of a test, which is compiled and run.
 */
class RepositoryTidyTest {

    private static final Path REPOSITORY = Path.of("").toAbsolutePath().getParent();

    private static final Pattern JAVA_BLOCK =
            Pattern.compile("(?:<!-- region: (\\S+)#(\\S+) -->\\n)?```java\\n(.*?)```", Pattern.DOTALL);

    private static final Pattern LINK = Pattern.compile("\\]\\((?!https?://|#)([^)#]+)(?:#[^)]*)?\\)");

    private static List<MatchResult> matches(Pattern pattern, String text) {
        return pattern.matcher(text).results().toList();
    }

    @Test
    void javaInTheReadmeIsARegionOfATest() throws IOException {
        List<MatchResult> blocks = matches(JAVA_BLOCK, Files.readString(REPOSITORY.resolve("README.md")));
        assertThat(blocks).isNotEmpty();
        for (MatchResult block : blocks) {
            assertThat(block.group(1))
                    .as("region of the block\n%s", block.group(3))
                    .isNotNull();
            assertThat(block.group(3)).isEqualTo(region(REPOSITORY.resolve(block.group(1)), block.group(2)));
        }
    }

    private static String region(Path file, String tag) throws IOException {
        Matcher matcher = Pattern.compile(
                        "// tag::" + Pattern.quote(tag) + "\\[]\\n(.*?)// end::" + Pattern.quote(tag) + "\\[]",
                        Pattern.DOTALL)
                .matcher(Files.readString(file));
        assertThat(matcher.find()).as("region %s in %s", tag, file).isTrue();
        return matcher.group(1);
    }

    @Test
    void documentsLinkOnlyToWhatIsThere() throws IOException {
        for (Path document : documents()) {
            for (MatchResult link : matches(LINK, Files.readString(document))) {
                assertThat(document.resolveSibling(link.group(1)))
                        .as("link in %s", document.getFileName())
                        .exists();
            }
        }
    }

    private static List<Path> documents() throws IOException {
        try (Stream<Path> top = Files.list(REPOSITORY);
                Stream<Path> docs = Files.walk(REPOSITORY.resolve("docs"))) {
            return Stream.concat(top, docs)
                    .filter(file -> file.toString().endsWith(".md"))
                    .toList();
        }
    }
}
