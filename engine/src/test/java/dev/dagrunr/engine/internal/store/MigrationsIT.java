package dev.dagrunr.engine.internal.store;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.dagrunr.engine.DagRunrException;
import dev.dagrunr.engine.ErrorCode;
import dev.dagrunr.testsupport.PostgresExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class MigrationsIT {
    @RegisterExtension
    static final PostgresExtension POSTGRES = PostgresExtension.create();

    private final Database database = new Database(POSTGRES.createDatabase().dataSource());

    @Test
    void aDatabaseThatIsUpToDateIsLeftAsItIs() {
        Migrations.run(database);
        assertThatCode(() -> Migrations.run(database)).doesNotThrowAnyException();
    }

    @Test
    void aDatabaseOfAFileThatWasNeverReleasedIsRefusedByName() {
        Migrations.run(database);
        execute("update dagrunr.schema_version set checksum = 'another'");
        refused();
    }

    @Test
    void aDatabaseThatKnowsNoChecksumsIsRefusedToo() {
        execute(
                "create schema dagrunr; create table dagrunr.schema_version (version int primary key, file text not null);"
                        + "insert into dagrunr.schema_version values (1, 'V1__runs.sql')");
        refused();
    }

    private void execute(String sql) {
        database.useTransaction(connection -> Sql.execute(connection, sql));
    }

    private void refused() {
        assertThatExceptionOfType(DagRunrException.class)
                .isThrownBy(() -> Migrations.run(database))
                .withMessage(
                        "The metadata database was made by an unreleased version of DagRunr, whose V1__runs.sql is not the"
                                + " one of this version; use an empty database, or the version that made it")
                .matches(refused -> refused.code() == ErrorCode.SCHEMA_NOT_RELEASED);
    }
}
