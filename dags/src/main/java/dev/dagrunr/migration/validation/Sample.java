package dev.dagrunr.migration.validation;

import dev.dagrunr.migration.sql.Identifier;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Some rows of the source, from all over the table, that are looked up on the target by their keys. */
final class Sample {
    private static final int ROWS = 10_000;
    private static final int LOOKED_UP_AT_ONCE = 1_000;

    private final TablePair pair;

    Sample(TablePair pair) {
        this.pair = pair;
    }

    /** @param key the texts of the key's columns */
    record SampledRow(List<String> key, String hash) {}

    /** Rows of randomly chosen pages; all rows of a small table. The choice is the same when it is made again. */
    List<SampledRow> take(Digest source, long rows) throws SQLException {
        var keys = IntStream.range(0, pair.key().size())
                .mapToObj(
                        i -> ", pg_catalog.format('%s', t." + quoted(pair.key().get(i)) + ")")
                .collect(Collectors.joining());
        // by the hash of the key: unlike a sample of pages it takes no notice of where rows are, and views have none
        var share = rows <= ROWS ? "" : " and " + Digest.hash(pair.key()) + " % " + (rows / ROWS + 1) + " = 0";
        return source.ask(
                "select " + Digest.hash(pair.columns()) + keys,
                share + " limit " + ROWS,
                statement -> {},
                row -> new SampledRow(texts(row), row.getString(1)));
    }

    private List<String> texts(ResultSet row) throws SQLException {
        var texts = new ArrayList<String>();
        for (var i = 0; i < pair.key().size(); i++) {
            texts.add(row.getString(i + 2));
        }
        return texts;
    }

    /** One sentence for each row that the target has not, or with other values. */
    List<String> missing(Digest target, List<SampledRow> rows) throws SQLException {
        var types = target.typesOf(pair.key());
        var found = new ArrayList<String>();
        for (var from = 0; from < rows.size() && found.size() < DifferingRows.MOST; from += LOOKED_UP_AT_ONCE) {
            var batch = rows.subList(from, Math.min(rows.size(), from + LOOKED_UP_AT_ONCE));
            var there = lookedUp(target, batch, types);
            for (var i = 0; i < batch.size(); i++) {
                var hash = there.get(i + 1L);
                if (hash == null || !hash.equals(batch.get(i).hash())) {
                    found.add("(" + String.join(", ", pair.key()) + ") = ("
                            + String.join(",", batch.get(i).key())
                            + (hash == null ? ") is missing on the target" : ") has other values on the target"));
                }
            }
        }
        return found.stream().limit(DifferingRows.MOST).toList();
    }

    private Map<Long, String> lookedUp(Digest target, List<SampledRow> rows, List<String> types) throws SQLException {
        var columns = IntStream.range(0, types.size()).boxed().toList();
        var wanted = "(select n, " + columns.stream().map(i -> "k" + i).collect(Collectors.joining(", "))
                + " from unnest(" + columns.stream().map(i -> "?::text[]").collect(Collectors.joining(", "))
                + ") with ordinality as u(" + columns.stream().map(i -> "k" + i).collect(Collectors.joining(", "))
                + ", n)) w";
        var match = columns.stream()
                .map(i -> "t." + quoted(pair.key().get(i)) + " = w.k" + i + "::" + types.get(i))
                .collect(Collectors.joining(" and "));
        var hashes = new HashMap<Long, String>();
        target.ask(
                        "select looked.n, looked.hash from " + wanted + " cross join lateral (select w.n, "
                                + Digest.hash(pair.columns()) + " as hash",
                        " and " + match + ") looked",
                        statement -> bind(statement, rows, types.size()),
                        row -> Map.entry(row.getLong(1), row.getString(2)))
                .forEach(each -> hashes.put(each.getKey(), each.getValue()));
        return hashes;
    }

    private static void bind(PreparedStatement statement, List<SampledRow> rows, int columns) throws SQLException {
        for (var i = 0; i < columns; i++) {
            var column = i;
            statement.setArray(
                    i + 1,
                    statement
                            .getConnection()
                            .createArrayOf(
                                    "text",
                                    rows.stream()
                                            .map(row -> row.key().get(column))
                                            .toArray()));
        }
    }

    private static String quoted(String column) {
        return new Identifier(column).quoted();
    }
}
