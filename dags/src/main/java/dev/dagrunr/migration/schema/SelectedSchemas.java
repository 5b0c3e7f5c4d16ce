package dev.dagrunr.migration.schema;

import java.sql.SQLException;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Finds the schemas that a {@link Selection} names, or says which there are instead. */
final class SelectedSchemas {
    private static final String SQL = """
            select nspname from pg_namespace n
            where nspname !~ '^pg_' and nspname not in ('information_schema', 'dagrunr_transfer')
            order by nspname
            """;
    private static final int SHOWN = 10;

    private SelectedSchemas() {}

    static List<String> read(CatalogSession catalog, Selection selection) throws SQLException {
        var available = catalog.list(SQL, row -> row.getString(1));
        for (var schema : selection.schemas()) {
            if (!schema.equals("*") && !available.contains(schema)) {
                throw new SelectionException(missing(schema, available));
            }
        }
        return selection.selectsEverySchema()
                ? available
                : selection.schemas().stream().distinct().sorted().toList();
    }

    static String missing(String schema, List<String> available) {
        if (available.isEmpty()) {
            return "Schema '" + schema + "' does not exist, nor does any other schema of a user in this database.";
        }
        var shown = available.stream()
                .sorted(Comparator.comparingInt(name -> distance(fold(schema), fold(name))))
                .limit(SHOWN)
                .collect(Collectors.joining("', '", "'", "'"));
        int hidden = available.size() - SHOWN;
        return "Schema '" + schema + "' does not exist in this database; it has " + shown
                + (hidden > 0 ? " and " + hidden + " more." : ".");
    }

    private static String fold(String name) {
        return name.toLowerCase(Locale.ROOT);
    }

    /** The least number of characters to insert, remove or change. */
    private static int distance(String left, String right) {
        var row = new int[right.length() + 1];
        for (int column = 0; column < row.length; column++) {
            row[column] = column;
        }
        for (int line = 1; line <= left.length(); line++) {
            int diagonal = row[0];
            row[0] = line;
            for (int column = 1; column < row.length; column++) {
                int change = diagonal + (left.charAt(line - 1) == right.charAt(column - 1) ? 0 : 1);
                diagonal = row[column];
                row[column] = Math.min(change, Math.min(row[column], row[column - 1]) + 1);
            }
        }
        return row[right.length()];
    }
}
