package dev.dagrunr.engine.internal.store;

import dev.dagrunr.dag.internal.decision.Span;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;

/**
 * Table {@code list_order}: where the n-th element of a list is that many instances returned together, so that an instance of
 * a task expanded over it finds its element without counting. Values without a gap need no rows.
 */
public final class ListOrder {
    private ListOrder() {}

    private static final String CLEAR =
            "delete from dagrunr.list_order where run = ? and task_id = ? and first_index = ? and of_lists = ?";

    private static final String HAS_GAPS = """
            select 1
            from dagrunr.xcom
            where run = ? and task_id = ? and map_index between ? and ? and part = -1
            having max(map_index) - ? <> count(*) - 1
            """;

    private static final String FILL = """
            insert into dagrunr.list_order (run, task_id, first_index, of_lists, position, map_index, part)
            select run, task_id, ?, ?, row_number() over (order by map_index, part) - 1, map_index, part
            from dagrunr.xcom
            where run = ? and task_id = ? and map_index between ? and ? and (part >= 0) = ?
            """;

    /**
     * Numbers what the instances of a task returned that a list is made of.
     *
     * @param ofLists whether the list has the elements of the lists that they returned
     */
    public static void fill(Connection connection, long run, String taskId, Span span, boolean ofLists)
            throws SQLException {
        Sql.update(connection, CLEAR, run, taskId, span.first(), ofLists);
        boolean needed = ofLists
                || Sql.first(connection, HAS_GAPS, row -> 1, run, taskId, span.first(), span.last(), span.first())
                        .isPresent();
        if (needed) {
            Sql.update(connection, FILL, span.first(), ofLists, run, taskId, span.first(), span.last(), ofLists);
        }
    }

    /** Which instance returned an element, and where in its list it is; part -1 for a value that is not in a list. */
    public record Place(int mapIndex, int part) {}

    private static final String PLACE = """
            select map_index, part
            from dagrunr.list_order
            where run = ? and task_id = ? and first_index = ? and of_lists = ? and position = ?
            """;

    /** Empty where the values have no gap: then the map indexes count up. */
    public static Optional<Place> place(
            Connection connection, long run, String taskId, int firstIndex, boolean ofLists, int position)
            throws SQLException {
        return Sql.first(
                connection,
                PLACE,
                row -> new Place(row.getInt(1), row.getInt(2)),
                run,
                taskId,
                firstIndex,
                ofLists,
                position);
    }
}
