package dev.dagrunr.examples;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.dagrunr.micrometer.DagrunrMetrics;
import dev.dagrunr.testsupport.PostgresExtension;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class MeasuredWordsIT {
    @RegisterExtension
    static final PostgresExtension POSTGRES = PostgresExtension.create();

    @Test
    void wordsAreCountedAndRunsToo() throws InterruptedException {
        var config = new HikariConfig();
        config.setDataSource(POSTGRES.database().dataSource());
        config.setMaximumPoolSize(24);
        var registry = new SimpleMeterRegistry();
        try (var pool = new HikariDataSource(config)) {
            assertThat(WordCount.run(pool, "to be or not to be")).isEqualTo(13);
            MeasuredWords.run(pool, registry, WordCount.dag());
        }
        assertThat(registry.get(DagrunrMetrics.RUNS).timer().count()).isEqualTo(1);
    }
}
