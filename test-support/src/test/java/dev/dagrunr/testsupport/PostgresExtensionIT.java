package dev.dagrunr.testsupport;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class PostgresExtensionIT {

    @RegisterExtension
    static final PostgresExtension postgres = PostgresExtension.create();

    @Test
    void databasesOfAClassAreDistinct() {
        var target = postgres.createDatabase();

        assertThat(target).isNotEqualTo(postgres.database());
        assertThat(current("current_database()", target)).isEqualTo(target.name());
        assertThat(current("current_database()", postgres.database()))
                .isEqualTo(postgres.database().name());
    }

    @Test
    void sessionsAreNotInUtc() {
        assertThat(current("current_setting('timezone')", postgres.database())).isEqualTo("America/St_Johns");
    }

    @Test
    void serverIsDurable() {
        assertThat(current("current_setting('fsync')", postgres.database())).isEqualTo("on");
    }

    @Test
    void passwordStaysOutOfText() {
        var database = postgres.database();

        assertThat(database.uri()).contains(database.password());
        assertThat(database.toString()).doesNotContain(database.password());
        assertThat(database.jdbcUrl()).doesNotContain(database.password());
    }

    @Nested
    class InANestedClass {

        @Test
        void theDatabaseIsTheOneOfTheClassAround() {
            assertThat(current("current_database()", postgres.database()))
                    .isEqualTo(postgres.database().name());
        }
    }

    private static String current(String expression, Database database) {
        return Sql.queryText(database.dataSource(), "select " + expression);
    }
}
