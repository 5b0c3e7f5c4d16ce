package dev.dagrunr.migration.schema;

/** What was asked for is not in the database: the asker's mistake, which no retry can mend. */
public final class SelectionException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    SelectionException(String message) {
        super(message);
    }
}
