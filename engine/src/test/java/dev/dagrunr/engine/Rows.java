package dev.dagrunr.engine;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/** What a query answers, each row as a text with blanks between its columns. */
final class Rows {
    private Rows() {}

    static List<String> of(DataSource database, String query) {
        try (var connection = database.getConnection();
                var statement = connection.createStatement();
                var rows = statement.executeQuery(query)) {
            var texts = new ArrayList<String>();
            while (rows.next()) {
                var columns = new ArrayList<String>();
                for (int column = 1; column <= rows.getMetaData().getColumnCount(); column++) {
                    columns.add(rows.getString(column));
                }
                texts.add(String.join(" ", columns));
            }
            return texts;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    static void change(DataSource database, String statement) {
        try (var connection = database.getConnection();
                var update = connection.createStatement()) {
            update.executeUpdate(statement);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
