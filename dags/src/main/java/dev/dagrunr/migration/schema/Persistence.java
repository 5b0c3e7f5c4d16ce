package dev.dagrunr.migration.schema;

/** Whether a relation survives a crash of its server. Temporary relations are never read. */
public enum Persistence {
    PERMANENT,
    UNLOGGED
}
