package dev.dagrunr.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a document shows as code is what the build compiles and runs; only the line breaks are the document's own. */
class QuotedCodeTest {
    private static final Path ROOT = Path.of("").toAbsolutePath().getParent();
    private static final Pattern REGION = Pattern.compile("// begin: (\\w+)\\R(.*?)\\s*// end: \\1", Pattern.DOTALL);

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
