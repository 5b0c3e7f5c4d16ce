/**
 * The migration of a PostgreSQL database to another as a DAG, and the DAG that validates it. Read {@link
 * dev.dagrunr.migration.MigrationDag} first: it shows every step in the order in which they run. The steps are in {@code
 * step}; what they are made of is in {@code schema}, {@code ddl}, {@code transfer}, {@code validation} and {@code
 * connection}.
 */
@org.jspecify.annotations.NullMarked
package dev.dagrunr.migration;
