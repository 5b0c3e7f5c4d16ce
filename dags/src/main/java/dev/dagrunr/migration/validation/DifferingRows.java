package dev.dagrunr.migration.validation;

import dev.dagrunr.migration.sql.Identifier;
import java.sql.Array;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * Names rows that differ, by their keys. Both sides sum up the hashes of their rows in buckets, which a hash of the key decides
 * on: order, collation and version of a server do not matter. Then the rows of some buckets that differ are held against
 * each other.
 */
final class DifferingRows {
    static final int MOST = 10;

    private static final int BUCKETS_READ = 10;
    private static final long ROWS_OF_A_BUCKET = 500;

    private final TablePair pair;
    private final String bucket;

    /** @param rows about how many there are */
    DifferingRows(TablePair pair, long rows) {
        this.pair = pair;
        long buckets = Long.highestOneBit(Math.max(1, Math.min(1 << 16, rows / ROWS_OF_A_BUCKET)));
        this.bucket = "(" + Digest.hash(pair.key()) + " & " + (buckets - 1) + ")";
    }

    /** What each bucket of one side holds: the sum of its rows' hashes and their number. */
    Map<Long, String> buckets(Digest side) throws SQLException {
        return side
                .ask(
                        "select " + bucket + ", count(*) || '/' || sum(" + Digest.hash(pair.columns()) + ")",
                        " group by 1",
                        statement -> {},
                        row -> Map.entry(row.getLong(1), row.getString(2)))
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    static List<Long> differing(Map<Long, String> source, Map<Long, String> target) {
        var all = new ArrayList<>(source.keySet());
        target.keySet().stream().filter(number -> !source.containsKey(number)).forEach(all::add);
        return all.stream()
                .filter(number -> !Objects.equals(source.get(number), target.get(number)))
                .sorted()
                .limit(BUCKETS_READ)
                .toList();
    }

    /** The rows of some buckets, in the order of the key: its text, and the hash of the row. */
    Map<String, String> rows(Digest side, List<Long> buckets) throws SQLException {
        var rows = new LinkedHashMap<String, String>();
        var order = pair.key().stream()
                .map(column -> "t." + new Identifier(column).quoted())
                .collect(Collectors.joining(", "));
        side.ask(
                        "select " + Digest.text(pair.key()) + ", " + Digest.hash(pair.columns()),
                        " and " + bucket + " = any(?) order by " + order,
                        statement -> statement.setArray(1, array(statement.getConnection(), buckets)),
                        DifferingRows::entry)
                // a key that the target no longer enforces may be there twice
                .forEach(row -> rows.merge(row.getKey(), row.getValue(), (one, other) -> one + "+" + other));
        return rows;
    }

    private static Array array(Connection session, List<Long> numbers) throws SQLException {
        return session.createArrayOf("bigint", numbers.toArray());
    }

    private static Map.Entry<String, String> entry(ResultSet row) throws SQLException {
        return Map.entry(row.getString(1), row.getString(2));
    }

    /** One sentence for each row that differs, at most {@link #MOST}. */
    List<String> named(Map<String, String> source, Map<String, String> target) {
        var found = new ArrayList<String>();
        source.forEach((key, hash) -> {
            var there = target.get(key);
            if (there == null) {
                found.add(name(key) + " is missing on the target");
            } else if (!there.equals(hash)) {
                found.add(name(key) + " has other values on the target");
            }
        });
        target.keySet().stream()
                .filter(key -> !source.containsKey(key))
                .forEach(key -> found.add(name(key) + " is on the target only"));
        return found.stream().limit(MOST).toList();
    }

    String name(String key) {
        return "(" + String.join(", ", pair.key()) + ") = " + key;
    }
}
