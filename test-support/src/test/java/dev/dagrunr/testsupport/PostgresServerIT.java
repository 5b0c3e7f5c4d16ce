package dev.dagrunr.testsupport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class PostgresServerIT {

    private static final PostgresServer server = PostgresServer.create();
    private static final Database database = server.createDatabase("crashes");

    @AfterAll
    static void close() {
        server.close();
        assertThat(server.isRunning()).isFalse();
        assertThat(Files.exists(server.dataDirectory())).isFalse();
    }

    @Test
    void committedRowsSurviveAStopACrashAndAKill() {
        Sql.execute(database.dataSource(), "create table survivor as select 1 as id");

        server.restart();
        assertThat(survivors()).isEqualTo("1");

        Sql.execute(database.dataSource(), "insert into survivor values (2)");
        server.crash();
        assertThat(server.isRunning()).isFalse();
        server.start();
        assertThat(survivors()).isEqualTo("2");

        Sql.execute(database.dataSource(), "insert into survivor values (3)");
        server.kill();
        assertThat(server.isRunning()).isFalse();
        server.start();
        assertThat(survivors()).isEqualTo("3");
        assertThat(Sql.queryText(database.dataSource(), "select current_setting('fsync')"))
                .isEqualTo("on");
    }

    @Test
    void aWrongPasswordIsRefused() {
        var intruder = new Database(database.host(), database.port(), database.name(), database.user(), "wrong");

        assertThatThrownBy(() -> Sql.queryText(intruder.dataSource(), "select 1"))
                .hasMessageContaining("password authentication failed");
    }

    private static String survivors() {
        return Sql.queryText(database.dataSource(), "select count(*) from survivor");
    }
}
