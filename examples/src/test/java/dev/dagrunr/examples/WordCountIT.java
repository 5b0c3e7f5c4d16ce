package dev.dagrunr.examples;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import dev.dagrunr.testing.TestEngine;
import dev.dagrunr.testsupport.PostgresExtension;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.RegisterExtension;

class WordCountIT {
    @Order(1)
    @RegisterExtension
    static final PostgresExtension POSTGRES = PostgresExtension.create();

    private static final HikariDataSource pool = new HikariDataSource();

    @Order(2)
    @RegisterExtension
    static final BeforeAllCallback connected = context -> {
        pool.setDataSource(POSTGRES.database().dataSource());
        pool.setMaximumPoolSize(24);
    };

    @Order(3)
    @RegisterExtension
    static final TestEngine engine = TestEngine.on(() -> pool, WordCount.dag());

    @AfterAll
    static void close() {
        engine.dagrunr().close();
        pool.close();
    }

    @Test
    void addsUpTheLengthsOfAllWords() throws Exception {
        var run = engine.run("word_count", "{\"text\": \"to be\"}");
        assertThat(run.result("sum", Integer.class)).contains(4);
    }
}
