package dev.dagrunr.migration.schema;

/** A selected table that cannot be migrated, and why, as the rest of a sentence: {@code is a foreign table}. */
public record UnsupportedTable(ObjectName name, String reason) {}
