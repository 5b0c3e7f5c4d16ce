package dev.dagrunr.engine.internal.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** Table {@code xcom}: the values of tasks as JSON texts. */
public final class XComStore {
    /** The part of a value that is not a list which tasks can be expanded over. */
    private static final int WHOLE = -1;

    private XComStore() {}

    private static final String INSERT =
            "insert into dagrunr.xcom (run, task_id, map_index, part, value) values (?, ?, ?, ?, ?::json)";

    public static void save(Connection connection, long run, String taskId, int mapIndex, String json)
            throws SQLException {
        Sql.update(connection, INSERT, run, taskId, mapIndex, WHOLE, json);
    }

    private static final String INSERT_PARTS = """
            insert into dagrunr.xcom (run, task_id, map_index, part, value)
            select ?, ?, -1, element.part, element.value::json
            from unnest(?, ?) as element (part, value)
            """;

    /** Stores each element apart, so that an instance of a mapped task reads its own alone. */
    public static void saveList(Connection connection, long run, String taskId, List<String> elements)
            throws SQLException {
        if (elements.isEmpty()) {
            return;
        }
        Sql.update(
                connection,
                INSERT_PARTS,
                run,
                taskId,
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
            where run = ? and task_id = ? and map_index = -1 and part = ?
            """;

    /** One element of the list that an unmapped task returned. */
    public static Optional<String> element(Connection connection, long run, String taskId, int position)
            throws SQLException {
        return Sql.first(connection, ELEMENT, row -> row.getString(1), run, taskId, position);
    }

    private static final String ELEMENTS = """
            select value
            from dagrunr.xcom
            where run = ? and task_id = ? and map_index = -1 and part >= 0
            order by part
            """;

    /** The list that an unmapped task returned. */
    public static List<String> elements(Connection connection, long run, String taskId) throws SQLException {
        return Sql.query(connection, ELEMENTS, row -> row.getString(1), run, taskId);
    }

    /** What one instance of a mapped task returned. */
    public record MappedValue(int mapIndex, String json) {}

    private static final String MAPPED = """
            select map_index, value
            from dagrunr.xcom
            where run = ? and task_id = ? and map_index >= 0 and part = -1
            order by map_index
            """;

    /** What the instances of a mapped task returned, without those that returned nothing, by map index. */
    public static List<MappedValue> mapped(Connection connection, long run, String taskId) throws SQLException {
        return Sql.query(connection, MAPPED, row -> new MappedValue(row.getInt(1), row.getString(2)), run, taskId);
    }

    private static final String NTH_MAPPED = """
            select value
            from dagrunr.xcom
            where run = ? and task_id = ? and map_index >= 0 and part = -1
            order by map_index
            offset ? limit 1
            """;

    /** The value at a position among those that instances of a mapped task returned. */
    public static Optional<String> nthMapped(Connection connection, long run, String taskId, int position)
            throws SQLException {
        return Sql.first(connection, NTH_MAPPED, row -> row.getString(1), run, taskId, position);
    }

    private static final String COUNTS = "select task_id, count(*) from dagrunr.xcom where run = ? group by task_id";

    /** By task, how many elements a task expanded over it gets. */
    public static Map<String, Integer> counts(Connection connection, long run) throws SQLException {
        var counts = new HashMap<String, Integer>();
        Sql.query(connection, COUNTS, row -> counts.put(row.getString(1), row.getInt(2)), run);
        return counts;
    }

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
