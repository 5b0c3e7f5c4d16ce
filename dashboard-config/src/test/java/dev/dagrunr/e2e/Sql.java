package dev.dagrunr.e2e;

import dev.dagrunr.testsupport.Database;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Short ways to tell and ask a database. */
final class Sql {
    private Sql() {}

    static void run(Database database, String... statements) {
        try (var session = database.dataSource().getConnection();
                var statement = session.createStatement()) {
            statement.setEscapeProcessing(false);
            for (var sql : statements) {
                statement.execute(sql);
            }
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    /** The first column of every row as text. */
    static List<String> list(Database database, String sql, String... parameters) {
        try (var session = database.dataSource().getConnection();
                var statement = session.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setString(i + 1, parameters[i]);
            }
            var found = new ArrayList<String>();
            try (var rows = statement.executeQuery()) {
                while (rows.next()) {
                    found.add(String.valueOf(rows.getString(1)));
                }
            }
            return found;
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    static String ask(Database database, String sql, String... parameters) {
        return list(database, sql, parameters).get(0);
    }
}
