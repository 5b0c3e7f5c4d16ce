package dev.dagrunr.migration.transfer;

import dev.dagrunr.migration.transform.SourceColumn;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Objects;

/** The columns that a transfer reads, with their types in full. */
final class SourceColumns {
    private SourceColumns() {}

    static List<SourceColumn> read(Connection session, long oid, TableLoad load) throws SQLException {
        var sql = """
                select a.attname, format_type(a.atttypid, a.atttypmod)
                  from pg_attribute a
                 where a.attrelid = ? and a.attnum > 0 and not a.attisdropped
                """;
        var types = new HashMap<String, String>();
        try (var statement = session.prepareStatement(sql)) {
            statement.setLong(1, oid);
            try (var result = statement.executeQuery()) {
                while (result.next()) {
                    types.put(result.getString(1), result.getString(2));
                }
            }
        }
        var address = load.source();
        return load.columns().stream()
                .map(column -> new SourceColumn(
                        address.schema(), address.table(), column, Objects.requireNonNull(types.get(column))))
                .toList();
    }
}
