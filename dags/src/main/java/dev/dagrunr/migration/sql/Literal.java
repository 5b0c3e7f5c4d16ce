package dev.dagrunr.migration.sql;

/** A text constant in SQL, for the statements that take no bind parameters (COPY, DDL). Immutable. */
public record Literal(String text) {
    public Literal {
        if (text.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("A text with the character NUL cannot be sent to PostgreSQL");
        }
    }

    /** The text as a literal that means the same whatever {@code standard_conforming_strings} is. */
    public String quoted() {
        var quotes = text.replace("'", "''");
        return text.indexOf('\\') < 0 ? "'" + quotes + "'" : " E'" + quotes.replace("\\", "\\\\") + "'";
    }
}
