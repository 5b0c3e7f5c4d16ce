package dev.dagrunr.migration.ddl;

import dev.dagrunr.testsupport.Database;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.DriverManager;
import java.sql.SQLException;

/** A source that holds one of about everything, from PostgreSQL 15 on; and the databases that hold it. */
final class Everything {
    private Everything() {}

    static void create(Database database) throws SQLException, IOException {
        // The driver would split the script otherwise than the server does.
        var url = database.jdbcUrl() + "?preferQueryMode=simple";
        try (var connection = DriverManager.getConnection(url, database.user(), database.password());
                var statement = connection.createStatement()) {
            statement.setEscapeProcessing(false);
            statement.execute(sql());
        }
    }

    private static String sql() throws IOException {
        try (var resource = Everything.class.getResourceAsStream("/schema/everything.sql")) {
            if (resource == null) {
                throw new IllegalStateException("everything.sql is not among the test resources");
            }
            return new String(resource.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    static String ask(Database database, String sql) throws SQLException {
        try (var connection = database.dataSource().getConnection();
                var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getString(1);
        }
    }
}
