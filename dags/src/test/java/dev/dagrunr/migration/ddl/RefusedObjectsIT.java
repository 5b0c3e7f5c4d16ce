package dev.dagrunr.migration.ddl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.dagrunr.migration.schema.SchemaReader;
import dev.dagrunr.migration.schema.Selection;
import dev.dagrunr.migration.schema.SourceSchema;
import dev.dagrunr.testsupport.PostgresExtension;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A target that refuses one kind of command after the other, while it becomes a copy of everything. */
class RefusedObjectsIT {
    private static final String REFUSE_ALL = """
            create schema refusal;
            create table refusal.allowed (tag text primary key);
            create function refusal.refuse() returns event_trigger language plpgsql as $$
            begin
                if not exists (select from refusal.allowed where allowed.tag = tg_tag) then
                    raise 'refused %', tg_tag;
                end if;
            end $$;
            create event trigger refuse on ddl_command_start execute function refusal.refuse();
            """;

    @RegisterExtension
    static final PostgresExtension postgres = PostgresExtension.create();

    @Test
    void eachFailureNamesItsObjectAndTheNextRunGoesOn() throws SQLException, IOException {
        var source = postgres.database();
        var target = postgres.createDatabase();
        Everything.create(source);
        var refused = new ArrayList<String>();
        try (var from = source.dataSource().getConnection();
                var to = target.dataSource().getConnection()) {
            var schema = new SchemaReader().read(from, Selection.ofSchemas("*"));
            run(to, REFUSE_ALL);
            for (var failure = build(to, schema); failure != null; failure = build(to, schema)) {
                assertThat(failure.getMessage())
                        .matches("(?s)(Creating|Adding|Attaching|Giving|Joining|Setting|Filling|Marking|Validating) .+"
                                + " failed with SQLSTATE P0001: ERROR: refused [A-Z ]+(;.*)?");
                var tag = failure.getMessage().replaceFirst("(?s).*ERROR: refused ([A-Z ]+).*", "$1");
                assertThat(refused).as(failure.getMessage()).doesNotContain(tag);
                refused.add(tag);
                run(to, "insert into refusal.allowed values ('" + tag + "')");
            }
            run(to, "drop event trigger refuse; drop schema refusal cascade");

            assertThat(refused)
                    .contains(
                            "CREATE SCHEMA",
                            "CREATE TYPE",
                            "CREATE DOMAIN",
                            "CREATE FUNCTION",
                            "CREATE AGGREGATE",
                            "CREATE OPERATOR",
                            "CREATE CAST",
                            "CREATE SEQUENCE",
                            "CREATE TABLE",
                            "ALTER TABLE",
                            "CREATE INDEX",
                            "ALTER INDEX",
                            "CREATE SERVER",
                            "CREATE USER MAPPING",
                            "CREATE FOREIGN TABLE",
                            "CREATE VIEW",
                            "CREATE MATERIALIZED VIEW",
                            "CREATE TRIGGER",
                            "CREATE RULE",
                            "CREATE POLICY",
                            "CREATE STATISTICS",
                            "COMMENT",
                            "GRANT")
                    .hasSizeGreaterThan(30);
            var copy = new SchemaReader().read(to, Selection.ofSchemas("*"));
            assertThat(SchemaComparison.compare(schema, copy, SchemaMapping.same()))
                    .isEmpty();
        }
    }

    private static @Nullable DdlException build(Connection target, SourceSchema schema) {
        return catchThrowableOfType(DdlException.class, () -> TargetBuild.build(target, schema, SchemaMapping.same()));
    }

    private static void run(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute("reset search_path");
            statement.execute(sql);
        }
    }
}
