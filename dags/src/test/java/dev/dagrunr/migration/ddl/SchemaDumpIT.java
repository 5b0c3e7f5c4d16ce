package dev.dagrunr.migration.ddl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.dagrunr.migration.schema.SchemaReader;
import dev.dagrunr.migration.schema.Selection;
import dev.dagrunr.testsupport.PostgresExtension;
import java.io.IOException;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Runs where a pg_dump is that knows the server; the embedded server has none. */
class SchemaDumpIT {
    @RegisterExtension
    static final PostgresExtension postgres = PostgresExtension.create();

    @Test
    void pgDumpSeesNoDifference() throws SQLException, IOException, InterruptedException {
        assumeTrue(PgDump.canDump(postgres.database()), "no pg_dump for this server");
        var source = postgres.database();
        var target = postgres.createDatabase();
        Everything.create(source);
        try (var connection = source.dataSource().getConnection()) {
            NastySchema.create(connection);
        }

        try (var from = source.dataSource().getConnection();
                var to = target.dataSource().getConnection()) {
            var schema = new SchemaReader().read(from, Selection.ofSchemas("*"));
            TargetBuild.build(to, schema, SchemaMapping.same());
        }

        assertThat(PgDump.dump(target)).hasSizeGreaterThan(1_000).containsExactlyElementsOf(PgDump.dump(source));
    }
}
