package dev.dagrunr.migration.transfer;

import dev.dagrunr.migration.sql.Identifier;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The two COPY statements of a chunk. Immutable. */
record CopyStatements(PartitionLoad load, SourceTable source, FormatChoice choice) {
    /**
     * What reads rows on the source, and what writes them on the target.
     *
     * @param next what reads the chunk after it; null when that is not known, or there is none
     */
    record Chunk(String read, String write, @Nullable String next) {
        Chunk(String read, String write) {
            this(read, write, null);
        }

        Chunk before(Chunk following) {
            return new Chunk(read, write, following.read);
        }
    }

    /** The rows after one place and up to another; both ends may be open within the partition. */
    Chunk chunk(List<String> after, List<String> end) {
        return new Chunk(read(after, end), write());
    }

    private String read(List<String> after, List<String> end) {
        var upTo = end.isEmpty() ? load.upper() : end;
        return "copy (select " + String.join(", ", choice.expressions()) + source.rows(after, upTo) + ") to stdout"
                + format();
    }

    private String write() {
        var columns = load.table().columns().stream()
                .map(column -> new Identifier(column).quoted())
                .collect(Collectors.joining(", "));
        return "copy " + load.table().target().qualifiedName().quoted()
                + (columns.isEmpty() ? "" : " (" + columns + ")") + " from stdin" + format();
    }

    private String format() {
        return " (format " + choice.format().label() + ")";
    }
}
