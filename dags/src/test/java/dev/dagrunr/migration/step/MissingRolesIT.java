package dev.dagrunr.migration.step;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dagrunr.migration.schema.SchemaReader;
import dev.dagrunr.migration.schema.Selection;
import dev.dagrunr.testsupport.PostgresExtension;
import java.sql.SQLException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class MissingRolesIT {
    @RegisterExtension
    static final PostgresExtension postgres = PostgresExtension.create();

    @Test
    void namesEachRoleWithWhatNeedsItAndTheRemedy() throws SQLException {
        var database = postgres.database();
        try (var source = database.dataSource().getConnection();
                var statement = source.createStatement()) {
            statement.execute("""
                    create role "dagrunr reader";
                    create role dagrunr_guard;
                    create table t (a int);
                    grant select on t to "dagrunr reader";
                    alter default privileges in schema public grant select on tables to "dagrunr reader";
                    grant select on t to pg_monitor;
                    alter table t owner to dagrunr_guard;
                    create policy "p'1" on t to dagrunr_guard, "dagrunr reader";
                    """);
            try {
                var schema = new SchemaReader().read(source, Selection.ofSchemas("public"));

                assertThat(MissingRoles.problems(source, new TargetRoles(Map.of(database.user(), true)), schema))
                        .containsExactly(
                                "The target has no role 'dagrunr reader', which the source has in grants on table"
                                        + " public.t, default privileges FOR ROLE " + database.user()
                                        + " IN SCHEMA public ON TABLES TO \"dagrunr reader\", policy \"p'1\" on public.t; create it"
                                        + " there",
                                "The target has no role 'dagrunr_guard', which the source has in policy \"p'1\" on"
                                        + " public.t; create it there");
                assertThat(MissingRoles.problems(
                                source,
                                new TargetRoles(Map.of(database.user(), true, "dagrunr_guard", true)),
                                schema.only(object -> !object.type().equals("policy"), false, object -> true)))
                        .singleElement()
                        .asString()
                        .endsWith("; create it there, or set no_acl to true to carry no grants");
            } finally {
                statement.execute("""
                        drop table t;
                        drop owned by "dagrunr reader", dagrunr_guard;
                        drop role "dagrunr reader", dagrunr_guard;
                        """);
            }
        }
    }
}
