package dev.dagrunr.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import dev.dagrunr.testsupport.PostgresExtension;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class EngineInTestsIT {
    @Order(1)
    @RegisterExtension
    static final PostgresExtension postgres = PostgresExtension.create();

    private static final HikariDataSource pool = new HikariDataSource();

    @Order(2)
    @RegisterExtension
    static final TestEngine engine = TestEngine.on(EngineInTestsIT::pool, Greetings.dag())
            .configured(settings -> settings.nodeName("under-test"));

    private static HikariDataSource pool() {
        pool.setDataSource(postgres.database().dataSource());
        pool.setMaximumPoolSize(12);
        return pool;
    }

    @AfterAll
    static void close() {
        engine.dagrunr().close();
        pool.close();
    }

    @Test
    void runsADagAsJobsAndHandsItsValuesOut() throws Exception {
        var run = engine.run("greetings", "{\"names\": \"Ada Alan\"}");

        assertThat(run.result("join", String.class)).contains("Hello Ada, Hello Alan");
        assertThat(engine.dagrunr().nodes()).extracting("name").containsExactly("under-test");
    }

    @Test
    void aRunThatFailsSaysWhichTaskAndWhatItLogged() {
        assertThatThrownBy(() -> engine.run("greetings", "{\"names\": \"nobody\"}"))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("greet[0] is failed")
                .hasMessageContaining("nobody to greet")
                .hasMessageContaining("warn there is nobody here");
    }
}
