package dev.dagrunr.examples;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.dagrunr.dag.RunState;
import dev.dagrunr.engine.DagRunr;
import dev.dagrunr.engine.TriggerOptions;
import dev.dagrunr.migration.connection.Connections;
import dev.dagrunr.testsupport.Database;
import dev.dagrunr.testsupport.PostgresExtension;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class CsvFolderIT {
    @RegisterExtension
    static final PostgresExtension POSTGRES = PostgresExtension.create();

    @TempDir
    Path folder;

    @Test
    void movesAFolderOfFilesWithTypesAndKeysAndComparesTheCounts() throws Exception {
        var orders = IntStream.rangeClosed(1, 250)
                .mapToObj(id -> id + "," + id + ".5,2024-01-01," + (id % 2 == 0 ? "" : "note " + id))
                .collect(Collectors.joining("\n", "id:number(9)*,price:money,placed:date,note:clob\n", "\n"));
        Files.writeString(folder.resolve("orders.csv"), orders);
        Files.writeString(folder.resolve("Empty.csv"), "id:int*\n");
        var target = POSTGRES.createDatabase();

        assertThat(load(target)).isEqualTo(RunState.SUCCESS);

        assertThat(ask(target, "select count(*) || ' ' || sum(price) || ' ' || count(note) from archive.orders"))
                .isEqualTo("250 31500.0000 125");
        assertThat(ask(target, "select count(*) from archive.\"Empty\"")).isEqualTo("0");
        assertThat(ask(target, """
                        select string_agg(format_type(atttypid, atttypmod) || case when attnotnull then ' not null' else '' end,
                                          ', ' order by attnum)
                          from pg_attribute where attrelid = 'archive.orders'::regclass and attnum > 0
                        """)).isEqualTo("numeric(9,0) not null, numeric(19,4), date, text");
        assertThat(ask(
                        target,
                        "select pg_get_constraintdef(oid) from pg_constraint where contype = 'p'"
                                + " and conrelid = 'archive.orders'::regclass"))
                .isEqualTo("PRIMARY KEY (id)");
        assertThat(ask(target, "select count(*) from pg_namespace where nspname = 'dagrunr_transfer'"))
                .isEqualTo("0");
    }

    @Test
    void aTypeThatIsNotMappedFailsBeforeAnythingIsChanged() throws Exception {
        Files.writeString(folder.resolve("good.csv"), "id:int*\n1\n");
        Files.writeString(folder.resolve("bad.csv"), "id:int*,place:geometry\n1,x\n");
        var target = POSTGRES.createDatabase();

        assertThat(load(target)).isEqualTo(RunState.FAILED);

        assertThat(ask(target, "select count(*) from pg_namespace where nspname = 'archive'"))
                .isEqualTo("0");
    }

    private RunState load(Database target) throws InterruptedException, IOException {
        var config = new HikariConfig();
        config.setDataSource(POSTGRES.database().dataSource());
        config.setMaximumPoolSize(24);
        try (var pool = new HikariDataSource(config);
                var connections = Connections.from(Map.of("DAGRUNR_CONN_POSTGRES_TARGET", target.uri()))) {
            var dag = Archive.dag(new CsvFolder(folder), connections);
            try (var dagrunr = DagRunr.configure().dataSource(pool).dags(dag).start()) {
                var run = dagrunr.runner(dag).triggerJson("""
                                {"target_schema": "archive", "chunk_size": 100}
                                """, TriggerOptions.defaults());
                return run.await(Duration.ofMinutes(1));
            }
        }
    }

    private static String ask(Database database, String sql) throws SQLException {
        try (var session = database.dataSource().getConnection();
                var statement = session.createStatement();
                var row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        }
    }
}
