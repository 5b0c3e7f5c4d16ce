package dev.dagrunr.examples;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.dagrunr.dag.RunState;
import dev.dagrunr.testsupport.PostgresExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class OperationsIT {
    @RegisterExtension
    static final PostgresExtension POSTGRES = PostgresExtension.create();

    @Test
    void repairsBackfillsAndTriggersInATransaction() throws Exception {
        var config = new HikariConfig();
        config.setDataSource(POSTGRES.database().dataSource());
        config.setMaximumPoolSize(24);
        try (var pool = new HikariDataSource(config)) {
            assertThat(new Operations().run(pool))
                    .containsExactly(RunState.FAILED, RunState.SUCCESS, RunState.SUCCESS, RunState.SUCCESS);
        }
    }
}
