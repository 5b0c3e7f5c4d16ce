package dev.dagrunr.migration.source;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Gives the rows of a table one after the other. Used by one thread, which closes it. */
public interface RowReader extends AutoCloseable {
    /**
     * The next row: a value for each column, as text that the target's type reads (dates as ISO writes them, bytes as
     * {@code \x0aff}), and null for NULL. Returns null itself behind the last row.
     *
     * @throws IOException when the source does not answer; the attempt ends, and another goes on after the last chunk that was
     *     committed
     */
    @Nullable List<@Nullable String> next() throws IOException;

    /**
     * Where the row is that {@link #next} gave last: what {@link TableSource#read} needs to go on behind it, such as the values
     * of its key. Not empty. Stored on the target, at the end of each chunk, until the run has succeeded.
     */
    List<String> position();

    @Override
    void close() throws IOException;
}
