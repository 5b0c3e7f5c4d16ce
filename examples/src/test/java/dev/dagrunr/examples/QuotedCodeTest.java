package dev.dagrunr.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a document shows as code is what the build compiles and runs; only the line breaks are the document's own. */
class QuotedCodeTest {
    private static final Path ROOT = Path.of("").toAbsolutePath().getParent();
    private static final Pattern REGION = Pattern.compile("// begin: (\\w+)\\R(.*?)\\s*// end: \\1", Pattern.DOTALL);

    private static final Pattern SHOWN = Pattern.compile("(?m)^```java\\R(.*?)^```", Pattern.DOTALL);

    private static final List<String> COMPILED = sources();

    private static List<Path> documents() throws IOException {
        try (var guides = Files.list(ROOT.resolve("docs"))) {
            return Stream.concat(Stream.of(ROOT.resolve("README.md")), guides)
                    .filter(file -> file.toString().endsWith(".md"))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("documents")
    void whatADocumentShowsAsJavaIsCompiledByTheBuild(Path document) throws IOException {
        var shown = SHOWN.matcher(Files.readString(document))
                .results()
                .map(block -> withoutSpace(block.group(1)))
                .toList();

        assertThat(shown).allSatisfy(code -> assertThat(COMPILED).as(code).anyMatch(source -> source.contains(code)));
    }

    private static List<String> sources() {
        try (var files = Files.walk(ROOT)) {
            return files.filter(file -> file.toString().endsWith(".java")
                            && !file.toString().contains("/target/"))
                    .map(QuotedCodeTest::read)
                    .map(QuotedCodeTest::withoutSpace)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void theReadmeShowsTheExampleWordForWord() throws IOException {
        var readme = Files.readString(ROOT.resolve("README.md"));
        var source = Files.readString(ROOT.resolve("examples/src/main/java/dev/dagrunr/examples/WordCount.java"));

        var regions = REGION.matcher(source).results().toList();

        assertThat(regions).hasSize(2);
        assertThat(regions)
                .allSatisfy(region -> assertThat(withoutSpace(readme)).contains(withoutSpace(region.group(2))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Archive", "CsvFolder", "Directory", "FileChannel", "SlowTasks"})
    void theGuideToExtensionsShowsTheExamplesWordForWord(String example) throws IOException {
        var guide = Files.readString(ROOT.resolve("docs/extending.md"));
        var source = Files.readString(ROOT.resolve("examples/src/main/java/dev/dagrunr/examples/" + example + ".java"));

        var regions = REGION.matcher(source).results().toList();

        assertThat(regions).hasSize(1);
        assertThat(withoutSpace(guide)).contains(withoutSpace(regions.get(0).group(2)));
    }

    private static String withoutSpace(String code) {
        return code.replaceAll("\\s+", "");
    }
}
