package dev.dagrunr.migration.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dagrunr.testsupport.PostgresServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * The zoo between all versions in directory {@code -Ddagrunr.zoo}, from each to itself and every later one, and values of
 * 200 MB. {@code benchmarks/zoo} fetches the versions and runs it.
 */
@EnabledIfSystemProperty(named = "dagrunr.zoo", matches = ".+")
class ZooAcrossVersionsIT {
    private static final Pattern MAJOR = Pattern.compile("-(\\d+)\\.[\\d.]+\\.jar$");
    private static final String LARGE = """
            create table public.large (id int primary key, t text, b bytea)
            """;

    @Test
    void everyValueArrivesOnEveryLaterVersion() throws IOException {
        var servers = start();
        try {
            for (var source : servers.keySet()) {
                for (var target : servers.keySet()) {
                    if (source <= target) {
                        migrate(servers.get(source), source, servers.get(target), target);
                    }
                }
            }
        } finally {
            servers.values().forEach(PostgresServer::close);
        }
    }

    private static Map<Integer, PostgresServer> start() throws IOException {
        var servers = new LinkedHashMap<Integer, PostgresServer>();
        try (var files = Files.list(Path.of(System.getProperty("dagrunr.zoo")))) {
            for (var jar : files.sorted().toList()) {
                var major = MAJOR.matcher(jar.toString());
                if (major.find()) {
                    servers.put(Integer.parseInt(major.group(1)), PostgresServer.ofBinaries(jar));
                }
            }
        }
        assertThat(servers)
                .as("versions in " + System.getProperty("dagrunr.zoo"))
                .isNotEmpty();
        return servers;
    }

    private static void migrate(PostgresServer from, int source, PostgresServer to, int target) {
        var formats = new ArrayList<String>();
        try (var servers = Servers.of(
                from.createDatabase("from_" + source + "_" + target),
                to.createDatabase("to_" + source + "_" + target))) {
            var zoo = Zoo.open(servers);
            for (var table : zoo.tables()) {
                var format = zoo.move(table);
                formats.add(table + " " + format);
                if (source == target || Zoo.BINARY_EVERYWHERE.contains(table)) {
                    assertThat(format).as(table).isEqualTo("binary");
                }
                zoo.assertSame(table);
                assertThat(zoo.move(Zoo.twin(table))).isEqualTo("text");
                zoo.assertSame(Zoo.twin(table));
            }
            large(servers, zoo);
        }
        System.out.println(source + " to " + target + ": the same, bit for bit (" + String.join(", ", formats) + ")");
    }

    /** 200 MB in one value of text and of bytea; as text a bytea needs twice as much. */
    private static void large(Servers servers, Zoo zoo) {
        servers.both(LARGE);
        Servers.execute(
                servers.source(),
                "insert into public.large values (1, repeat('0123456789abcdefghi\\', 10485760), null)",
                "insert into public.large select 2, null, convert_to(t, 'UTF8') from public.large");
        assertThat(zoo.move("large")).isEqualTo("binary");
        zoo.assertSame("large");
        for (var database : List.of(servers.source(), servers.target())) {
            Servers.execute(database, "drop table public.large");
        }
    }
}
