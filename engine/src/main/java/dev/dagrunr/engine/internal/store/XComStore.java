package dev.dagrunr.engine.internal.store;

import dev.dagrunr.dag.internal.decision.Returned;
import dev.dagrunr.dag.internal.decision.Span;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Table {@code xcom}: the values of tasks as JSON texts. */
public final class XComStore {
    /** The part of a value that is not a list which tasks can be expanded over. */
    private static final int WHOLE = -1;

    private XComStore() {}

    private static final String INSERT =
            "insert into dagrunr.xcom (run, task_id, map_index, part, value) values (?, ?, ?, ?, ?::json)";

    /** What an instance returned, when that is not a list which tasks can be expanded over. */
    public static void save(Connection connection, long run, String taskId, int mapIndex, String json)
            throws SQLException {
        Sql.update(connection, INSERT, run, taskId, mapIndex, WHOLE, json);
    }

    private static final String INSERT_PARTS = """
            insert into dagrunr.xcom (run, task_id, map_index, part, value)
            select ?, ?, ?, element.part, element.value::json
            from unnest(?, ?) as element (part, value)
            """;

    /**
     * Stores each element apart, so that an instance of a mapped task reads its own alone. That a mapped instance returned a
     * list at all, if only an empty one, is a row of its own.
     */
    public static void saveList(Connection connection, long run, String taskId, int mapIndex, List<String> elements)
            throws SQLException {
        if (mapIndex >= 0) {
            save(connection, run, taskId, mapIndex, "[]");
        }
        if (elements.isEmpty()) {
            return;
        }
        Sql.update(
                connection,
                INSERT_PARTS,
                run,
                taskId,
                mapIndex,
                IntStream.range(0, elements.size()).boxed().toList(),
                elements);
    }

    private static final String VALUE = """
            select value
            from dagrunr.xcom
            where run = ? and task_id = ? and map_index = ? and part = -1
            """;

    /** The value of one instance; empty when it returned none. */
    public static Optional<String> value(Connection connection, long run, String taskId, int mapIndex)
            throws SQLException {
        return Sql.first(connection, VALUE, row -> row.getString(1), run, taskId, mapIndex);
    }

    private static final String ELEMENT = """
            select value
            from dagrunr.xcom
            where run = ? and task_id = ? and map_index = ? and part = ?
            """;

    /** One element of the list that an instance returned. */
    public static Optional<String> element(Connection connection, long run, String taskId, int mapIndex, int position)
            throws SQLException {
        return Sql.first(connection, ELEMENT, row -> row.getString(1), run, taskId, mapIndex, position);
    }

    /** An element of a list that a task returned which is not mapped, and the instance that reads it. */
    public record Wanted(long instance, long run, String taskId, int position) {}

    private static final String WANTED = """
            select wanted.instance, element.value
            from unnest((select ?), (select ?), (select ?), (select ?)) as wanted (instance, run, task_id, part)
            cross join lateral (
                select value
                from dagrunr.xcom
                where run = wanted.run and task_id = wanted.task_id and map_index = -1 and part = wanted.part
                offset 0
            ) element
            """;

    /** By instance the element that it reads, of those that exist. */
    public static Map<Long, String> elements(Connection connection, List<Wanted> wanted) throws SQLException {
        var elements = new HashMap<Long, String>();
        if (!wanted.isEmpty()) {
            Sql.query(
                    connection,
                    WANTED,
                    row -> elements.put(row.getLong(1), row.getString(2)),
                    wanted.stream().map(Wanted::instance).toList(),
                    wanted.stream().map(Wanted::run).toList(),
                    wanted.stream().map(Wanted::taskId).toList(),
                    wanted.stream().map(Wanted::position).toList());
        }
        return elements;
    }

    private static final String ELEMENTS = """
            select value
            from dagrunr.xcom
            where run = ? and task_id = ? and map_index = ? and part >= 0
            order by part
            """;

    /** The list that an instance returned. */
    public static List<String> elements(Connection connection, long run, String taskId, int mapIndex)
            throws SQLException {
        return Sql.query(connection, ELEMENTS, row -> row.getString(1), run, taskId, mapIndex);
    }

    /** What one instance of a mapped task returned. */
    public record MappedValue(int mapIndex, String json) {}

    private static final String INDEXES = """
            select map_index
            from dagrunr.xcom
            where run = ? and task_id = ? and map_index between ? and ? and part = -1
            order by map_index
            """;

    /** Which instances of a mapped task returned a value. */
    public static int[] indexes(Connection connection, long run, String taskId, Span span) throws SQLException {
        return Sql.query(connection, INDEXES, row -> row.getInt(1), run, taskId, span.first(), span.last()).stream()
                .mapToInt(index -> index)
                .toArray();
    }

    private static final String MAPPED = """
            select map_index, part, value
            from dagrunr.xcom
            where run = ? and task_id = ? and map_index between ? and ?
            order by map_index, part
            """;

    /** What instances of a mapped task returned, without those that returned nothing, by map index; a list as an array. */
    public static List<MappedValue> mapped(Connection connection, long run, String taskId, Span span)
            throws SQLException {
        var rows = Sql.query(
                connection,
                MAPPED,
                row -> new Row(row.getInt(1), row.getInt(2), row.getString(3)),
                run,
                taskId,
                span.first(),
                span.last());
        var values = new ArrayList<MappedValue>();
        for (int start = 0; start < rows.size(); ) {
            int end = start + 1;
            while (end < rows.size() && rows.get(end).part() >= 0) {
                end++;
            }
            values.add(value(rows.subList(start, end)));
            start = end;
        }
        return values;
    }

    private static final String ELEMENTS_OF = """
            select value
            from dagrunr.xcom
            where run = ? and task_id = ? and map_index between ? and ? and part >= 0
            order by map_index, part
            """;

    /** The elements of all lists that instances of a mapped task returned. */
    public static List<String> elementsOf(Connection connection, long run, String taskId, Span span)
            throws SQLException {
        return Sql.query(connection, ELEMENTS_OF, row -> row.getString(1), run, taskId, span.first(), span.last());
    }

    private record Row(int mapIndex, int part, String json) {}

    private static MappedValue value(List<Row> rows) {
        var first = rows.get(0);
        return rows.size() == 1
                ? new MappedValue(first.mapIndex(), first.json())
                : new MappedValue(
                        first.mapIndex(),
                        rows.subList(1, rows.size()).stream()
                                .map(Row::json)
                                .collect(Collectors.joining(",", "[", "]")));
    }

    private static final String COUNTS = """
            select task_id, map_index, count(*) filter (where part = -1), count(*) filter (where part >= 0)
            from dagrunr.xcom
            where run = ?
            group by task_id, map_index
            """;

    /** By instance what it returned. */
    public static Map<Key, Returned> returned(Connection connection, long run) throws SQLException {
        var returned = new HashMap<Key, Returned>();
        Sql.query(
                connection,
                COUNTS,
                row -> returned.put(
                        new Key(row.getString(1), row.getInt(2)), new Returned(row.getInt(3), row.getInt(4))),
                run);
        return returned;
    }

    /** An instance of the run. */
    public record Key(String taskId, int mapIndex) {}

    private static final String DELETE = """
            delete from dagrunr.xcom x
            using unnest(?, ?) as cleared (task_id, map_index)
            where x.run = ? and x.task_id = cleared.task_id and x.map_index = cleared.map_index
            """;

    /** Forgets what instances of a run returned. */
    public static void delete(Connection connection, long run, List<StoredInstance> instances) throws SQLException {
        Sql.update(
                connection,
                DELETE,
                instances.stream().map(StoredInstance::taskId).toList(),
                instances.stream().map(StoredInstance::mapIndex).toList(),
                run);
    }
}
