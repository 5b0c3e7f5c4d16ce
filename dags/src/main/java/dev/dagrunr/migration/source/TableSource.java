package dev.dagrunr.migration.source;

import java.io.IOException;
import java.util.List;

/**
 * A source of another type than PostgreSQL: files, another database, a service. {@link dev.dagrunr.migration.LoadDag} makes its
 * tables on the target, moves the rows, each exactly once, whatever is killed meanwhile, and compares the counts.
 *
 * <p>Every node needs the same source. Methods are called from several threads at once. An {@link IOException} fails the attempt,
 * and the task is tried again; a {@link dev.dagrunr.dag.TaskFailedException} fails the task for good.
 */
public interface TableSource {
    /** For logs and messages, such as {@code orders archive}. No secret. */
    String name();

    /** All tables, with their columns, types and primary keys. Their names differ. */
    List<TableShape> tables() throws IOException;

    /**
     * The rows behind a position, all when it is empty, in an order that stays: rows behind the same position are the same
     * ones, on every node and for as long as {@link #version} does.
     *
     * @param after what {@link RowReader#position} said, perhaps on another node
     */
    RowReader read(TableShape table, List<String> after) throws IOException;

    /** How many rows the table has, found otherwise than by {@link #read} where that can be: the target is compared with it. */
    long count(TableShape table) throws IOException;

    /**
     * Says what differs when the rows of a table may have changed, such as the size and time of a file. A table that was begun
     * with another version is emptied and moved anew. Unless it is implemented, nothing is noticed but a count that differs.
     */
    default String version(TableShape table) throws IOException {
        return "";
    }
}
