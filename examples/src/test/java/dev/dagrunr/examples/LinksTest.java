package dev.dagrunr.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a document links to is there, down to the headline that an anchor names. */
class LinksTest {
    private static final Path ROOT = Path.of("").toAbsolutePath().getParent();
    private static final Pattern LINK = Pattern.compile("\\]\\((?!https?:)([^)#\\s]*)(?:#([^)]+))?\\)");
    private static final Pattern BLOCK = Pattern.compile("(?ms)^```.*?^```");

    private static Stream<Path> documents() throws IOException {
        try (var root = Files.list(ROOT);
                var guides = Files.walk(ROOT.resolve("docs"));
                var benchmarks = Files.list(ROOT.resolve("benchmarks"))) {
            return Stream.of(root, guides, benchmarks)
                    .flatMap(files -> files)
                    .filter(file -> file.toString().endsWith(".md"))
                    .sorted()
                    .toList()
                    .stream();
        }
    }

    @ParameterizedTest
    @MethodSource("documents")
    void everyLinkLeadsSomewhere(Path document) throws IOException {
        var links = LINK.matcher(BLOCK.matcher(Files.readString(document)).replaceAll(""))
                .results()
                .toList();

        assertThat(links).allSatisfy(link -> {
            var target = link.group(1).isEmpty()
                    ? document
                    : document.resolveSibling(link.group(1)).normalize();
            assertThat(target).exists();
            if (link.group(2) != null) {
                assertThat(anchors(target)).contains(link.group(2));
            }
        });
    }

    /** As GitHub makes them of headlines. */
    private static Stream<String> anchors(Path document) throws IOException {
        return BLOCK.matcher(Files.readString(document))
                .replaceAll("")
                .lines()
                .filter(line -> line.startsWith("#"))
                .map(line -> line.replaceFirst("^#+ ", "").toLowerCase(Locale.ROOT))
                .map(title -> title.replaceAll("[^\\p{L}\\p{N} _-]", "").replace(' ', '-'));
    }
}
