package dev.dagrunr.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

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

    private static String withoutSpace(String code) {
        return code.replaceAll("\\s+", "");
    }
}
