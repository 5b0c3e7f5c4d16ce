package dev.dagrunr.testsupport;

import java.sql.SQLException;
import javax.sql.DataSource;

/** Statements outside any transaction. */
final class Sql {

    private Sql() {}

    static void execute(DataSource dataSource, String... statements) {
        try (var connection = dataSource.getConnection();
                var statement = connection.createStatement()) {
            for (var sql : statements) {
                statement.execute(sql);
            }
        } catch (SQLException e) {
            throw new IllegalStateException("the test database refused: " + e.getMessage(), e);
        }
    }

    static String queryText(DataSource dataSource, String sql) {
        try (var connection = dataSource.getConnection();
                var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getString(1);
        } catch (SQLException e) {
            throw new IllegalStateException("the test database refused: " + e.getMessage(), e);
        }
    }
}
