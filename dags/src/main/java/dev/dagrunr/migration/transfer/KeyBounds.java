package dev.dagrunr.migration.transfer;

import dev.dagrunr.migration.transfer.RowOrder.Kind;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Finds keys that divide a table into partitions of about equally many rows, in the key's own order and collation. A bound
 * need not be the key of a row, so statistics can be older than the rows: that costs balance, not rows.
 */
final class KeyBounds {
    /** Fewer values a partition than this tell too little. */
    private static final int VALUES_OF_A_PARTITION = 10;

    private final Connection session;
    private final SourceTable table;

    KeyBounds(Connection session, SourceTable table) {
        if (table.order().kind() != Kind.KEY) {
            throw new IllegalArgumentException("Table " + table.load().source() + " has no key to divide it by");
        }
        this.session = session;
        this.table = table;
    }

    /** One bound fewer than partitions, or fewer still when there are too few keys. */
    List<List<String>> find(int partitions) throws SQLException {
        return switch (table.load().reading().strategy()) {
            case AUTO, TID, HISTOGRAM -> {
                var bounds = histogram(partitions);
                yield bounds.isEmpty() ? ntile(partitions) : bounds;
            }
            case KEYSET -> walk(partitions);
            case NTILE -> ntile(partitions);
            case ROW_NUMBER -> rowNumber(partitions);
        };
    }

    private List<List<String>> ntile(int partitions) throws SQLException {
        var columns = table.order().names();
        var key = table.order().orderBy();
        return read("select " + table.order().texts()
                + "  from (select " + columns + ", tile, lead(tile) over (" + key + ") as following"
                + "          from (select " + columns + ", ntile(" + partitions + ") over (" + key + ") as tile"
                + all() + ") as tiled) as ends"
                + " where tile <> following order by tile");
    }

    private List<List<String>> rowNumber(int partitions) throws SQLException {
        return read("select " + table.order().texts()
                + "  from (select " + table.order().names() + ", row_number() over ("
                + table.order().orderBy()
                + ") as number, count(*) over () as total" + all() + ") as numbered"
                + " where number < total and number * " + partitions + " / total > (number - 1) * " + partitions
                + " / total order by number");
    }

    private List<List<String>> walk(int partitions) throws SQLException {
        var rows = Long.parseLong(read("select count(*)" + all()).get(0).get(0));
        var step = Math.max(1, (rows + partitions - 1) / partitions);
        var bounds = new ArrayList<List<String>>();
        var after = List.<String>of();
        while (bounds.size() < partitions - 1) {
            var next = read("select " + table.order().texts() + " from (select "
                    + table.order().names()
                    + table.rows(after, List.of()) + table.order().orderBy() + " offset " + (step - 1)
                    + " limit 1) as ends");
            if (next.isEmpty()) {
                break;
            }
            after = next.get(0);
            bounds.add(after);
        }
        return bounds;
    }

    /** Empty when the server has no histogram of the key, or one that is too coarse. */
    private List<List<String>> histogram(int partitions) throws SQLException {
        var sql = """
                select s.histogram_bounds::text::text[]
                  from pg_stats s
                 where s.schemaname = ? and s.tablename = ? and s.attname = ? and s.inherited = ?
                   and s.histogram_bounds is not null
                """;
        var load = table.load();
        if (load.keyColumns().size() != 1 || load.reading().where() != null) {
            return List.of();
        }
        try (var statement = session.prepareStatement(sql)) {
            statement.setString(1, load.source().schema());
            statement.setString(2, load.source().table());
            statement.setString(3, load.keyColumns().get(0));
            statement.setBoolean(4, table.kind().equals("p"));
            try (var result = statement.executeQuery()) {
                return result.next() ? quantiles((String[]) result.getArray(1).getArray(), partitions) : List.of();
            }
        }
    }

    private static List<List<String>> quantiles(String[] values, int partitions) {
        if (values.length < partitions * VALUES_OF_A_PARTITION) {
            return List.of();
        }
        return IntStream.range(1, partitions)
                .mapToObj(bound -> List.of(values[(int) ((long) (values.length - 1) * bound / partitions)]))
                .distinct()
                .toList();
    }

    private String all() {
        return table.rows(List.of(), List.of());
    }

    private List<List<String>> read(String sql) throws SQLException {
        var rows = new ArrayList<List<String>>();
        try (var statement = session.createStatement();
                var result = statement.executeQuery(sql)) {
            var width = result.getMetaData().getColumnCount();
            while (result.next()) {
                var row = new ArrayList<String>();
                for (var column = 1; column <= width; column++) {
                    row.add(result.getString(column));
                }
                rows.add(row);
            }
        }
        return rows;
    }
}
