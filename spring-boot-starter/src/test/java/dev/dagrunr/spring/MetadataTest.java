package dev.dagrunr.spring;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class MetadataTest {
    @Test
    void describesEachPropertyForEditors() throws IOException {
        try (var file = getClass().getResourceAsStream("/META-INF/spring-configuration-metadata.json")) {
            var text = new String(file.readAllBytes(), StandardCharsets.UTF_8);
            var described = Pattern.compile("\"name\": \"dagrunr\\.([^\"]+)\"")
                    .matcher(text)
                    .results();
            var properties = Arrays.stream(DagrunrProperties.class.getRecordComponents())
                    .map(component ->
                            component.getName().replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT));
            assertThat(described.map(match -> match.group(1)).toList()).containsExactlyElementsOf(properties.toList());
        }
    }
}
