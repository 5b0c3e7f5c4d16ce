package dev.dagrunr.engine.internal.store;

import dev.dagrunr.engine.DagRunrException;
import dev.dagrunr.engine.ErrorCode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * Brings the schema {@code dagrunr} to the version of this library: numbered SQL files, each in one transaction, under an
 * advisory lock that nodes starting together queue up at. A file is never edited once released.
 */
public final class Migrations {
    private static final List<String> FILES =
            List.of("V1__runs.sql", "V2__failures.sql", "V3__bytes.sql", "V4__resumed.sql", "V5__node_structures.sql");

    private Migrations() {}

    // "dagrunr" in ASCII, plus one: JobRunr's tables are migrated under a lock of their own
    private static final String LOCK = "select pg_advisory_xact_lock(x'64616772756e73'::bigint)";

    private static final String PREPARE = """
            create schema if not exists dagrunr;
            create table if not exists dagrunr.schema_version (
                version int primary key,
                file text not null,
                checksum text not null,
                installed_at timestamptz not null default now()
            )
            """;

    private static final String HAS_CHECKSUMS = """
            select exists (
                select from pg_attribute
                 where attrelid = 'dagrunr.schema_version'::regclass and attname = 'checksum')
            """;

    private static final String CHECKSUMS = "select version, checksum from dagrunr.schema_version order by version";

    private static final String INSTALLED = "select coalesce(max(version), 0) from dagrunr.schema_version";

    private static final String REMEMBER =
            "insert into dagrunr.schema_version (version, file, checksum) values (?, ?, ?)";

    /** @throws DagRunrException when the database was written by a newer version of this library, or by one that was never
     *     released */
    public static void run(Database database) {
        database.useTransaction(connection -> {
            Sql.execute(connection, LOCK);
            Sql.execute(connection, PREPARE);
            int installed = installed(connection);
            if (installed > FILES.size()) {
                throw new DagRunrException(
                        ErrorCode.SCHEMA_TOO_NEW,
                        "The metadata database has schema version " + installed + ", but this version of DagRunr knows "
                                + FILES.size() + "; start the newer version that wrote it");
            }
            refuseOtherFiles(connection);
            for (int version = installed + 1; version <= FILES.size(); version++) {
                var file = FILES.get(version - 1);
                Sql.execute(connection, "set local search_path to dagrunr");
                var sql = read(file);
                Sql.execute(connection, sql);
                Sql.execute(connection, "set local search_path to default");
                Sql.update(connection, REMEMBER, version, file, checksum(sql));
            }
        });
    }

    /** A file is never edited once released, so whoever ran another one was no release. */
    private static void refuseOtherFiles(Connection connection) throws SQLException {
        if (!Sql.first(connection, HAS_CHECKSUMS, row -> row.getBoolean(1)).orElse(false)) {
            throw unreleased(FILES.get(0));
        }
        for (var applied : Sql.query(connection, CHECKSUMS, row -> Map.entry(row.getInt(1), row.getString(2)))) {
            var file = FILES.get(applied.getKey() - 1);
            if (!applied.getValue().equals(checksum(read(file)))) {
                throw unreleased(file);
            }
        }
    }

    private static DagRunrException unreleased(String file) {
        return new DagRunrException(
                ErrorCode.SCHEMA_NOT_RELEASED,
                "The metadata database was made by an unreleased version of DagRunr, whose " + file
                        + " is not the one of this version; use an empty database, or the version that made it");
    }

    private static String checksum(String sql) {
        try {
            var digest = MessageDigest.getInstance("SHA-256").digest(sql.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java runtime has SHA-256", e);
        }
    }

    private static int installed(Connection connection) throws SQLException {
        return Sql.first(connection, INSTALLED, row -> row.getInt(1)).orElse(0);
    }

    private static String read(String file) {
        try (var stream = Migrations.class.getResourceAsStream("/dev/dagrunr/engine/schema/" + file)) {
            if (stream == null) {
                throw new IllegalStateException("The schema file " + file + " is missing from the library");
            }
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
