package dev.dagrunr.migration.ddl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.dagrunr.migration.schema.SchemaReader;
import dev.dagrunr.migration.schema.Selection;
import dev.dagrunr.testsupport.Database;
import dev.dagrunr.testsupport.PostgresExtension;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Random schemas of everything under hostile names: pg_dump says the same of the target as of the source.
 * {@code -Ddagrunr.random.schemas=N} tries more of them, {@code -Ddagrunr.random.first=SEED} from another seed on. Runs
 * where a pg_dump is that knows the server.
 */
class RandomSchemaIT {
    private static final int SCHEMAS = Integer.getInteger("dagrunr.random.schemas", 3);
    private static final int FIRST = Integer.getInteger("dagrunr.random.first", 1);

    @RegisterExtension
    static final PostgresExtension postgres = PostgresExtension.create();

    private int said;
    private int refused;

    @Test
    void pgDumpSeesNoDifferenceWhateverTheSchema() throws SQLException, IOException, InterruptedException {
        assumeTrue(PgDump.canDump(postgres.database()), "no pg_dump for this server");
        var failures = new ArrayList<String>();
        for (int seed = FIRST; seed < FIRST + SCHEMAS; seed++) {
            copy(seed).forEach(failures::add);
        }
        System.out.printf("%d random schemas of %d statements, %d more refused%n", SCHEMAS, said - refused, refused);
        assertThat(failures).as("what differs").isEmpty();
        assertThat(refused).as("refused of %d statements", said).isLessThan(said / 5);
    }

    private List<String> copy(int seed) throws SQLException, IOException, InterruptedException {
        var source = postgres.createDatabase();
        var target = postgres.createDatabase();
        var failures = new ArrayList<String>();
        try (var from = source.dataSource().getConnection();
                var to = target.dataSource().getConnection()) {
            createRoles(from);
            for (var statement : new RandomSchema(seed, from.getMetaData().getDatabaseMajorVersion()).statements()) {
                said++;
                refused += run(from, statement) ? 0 : 1;
            }
            var schema = new SchemaReader().read(from, Selection.ofSchemas("*"));
            TargetBuild.build(to, schema, SchemaMapping.same());
            assertThat(List.of(canary(from), canary(to)))
                    .as("rows of the canary, seed %d", seed)
                    .containsExactly(1, 0);
        } catch (DdlException e) {
            failures.add("seed " + seed + ": " + e.getMessage());
        }
        if (failures.isEmpty()) {
            PgDump.differences(source, target).forEach(line -> failures.add("seed " + seed + ": " + line));
        }
        drop(source);
        drop(target);
        return failures;
    }

    private static void createRoles(Connection connection) throws SQLException {
        try (var statement = connection.createStatement()) {
            for (var role : RandomSchema.ROLES) {
                statement.execute(
                        "do $do$ begin create role " + role + "; exception when duplicate_object then end $do$");
            }
        }
    }

    private static boolean run(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.setEscapeProcessing(false);
            statement.execute(sql);
            return true;
        } catch (SQLException e) {
            if (Boolean.getBoolean("dagrunr.random.verbose")) {
                System.err.println(sql + "\n   " + e.getMessage());
            }
            return false;
        }
    }

    private static int canary(Connection connection) throws SQLException {
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery("select count(*) from public.canary")) {
            rows.next();
            return rows.getInt(1);
        }
    }

    private static void drop(Database database) throws SQLException {
        try (var connection = postgres.database().dataSource().getConnection();
                var statement = connection.createStatement()) {
            statement.execute("drop database " + RandomNames.quoted(database.name()) + " with (force)");
        }
    }
}
