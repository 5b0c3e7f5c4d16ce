package dev.dagrunr.migration.schema;

/** An identity column's kind and the sequence that is part of it. Immutable. */
public record Identity(Kind kind, Sequence sequence) {
    /** Whether an INSERT may give a value of its own without {@code overriding system value}; COPY always may. */
    public enum Kind {
        ALWAYS,
        BY_DEFAULT
    }
}
