/**
 * Named connections to PostgreSQL: where their addresses come from, one pool for each, and sessions whose settings are
 * pinned so that a value reads the same on every server. Start reading at
 * {@link dev.dagrunr.migration.connection.Connections}.
 *
 * <p>Credentials live in this package and nowhere else. No message, {@code toString} or exception that leaves it holds a
 * password or an address with one in it.
 */
@org.jspecify.annotations.NullMarked
package dev.dagrunr.migration.connection;
