package dev.dagrunr.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class DagrunrPropertiesTest {
    @Test
    void noGraceMeansThatTasksAreInterruptedAtOnce() {
        assertThat(bind("0s").closeGrace()).isEqualTo(Duration.ZERO);
    }

    @Test
    void aNegativeGraceIsRefused() {
        assertThatThrownBy(() -> bind("-5s"))
                .isInstanceOf(BindException.class)
                .hasRootCauseMessage("dagrunr.close-grace is PT-5S; set it to 0s or more, such as 5s");
    }

    private static DagrunrProperties bind(String closeGrace) {
        return new Binder(new MapConfigurationPropertySource(Map.of("dagrunr.close-grace", closeGrace)))
                .bindOrCreate("dagrunr", DagrunrProperties.class);
    }
}
