package dev.dagrunr.migration.schema;

/**
 * A relation that is not in its database's tablespace. Immutable.
 *
 * @param relation a table, an index or a materialized view
 */
public record Placement(ObjectName relation, String tablespace) {}
