/**
 * The engine's tables in PostgreSQL, schema {@code dagrunr}: one class a table, SQL beside the method that runs it. Every
 * method takes the connection of a transaction that its caller began with {@link
 * dev.dagrunr.engine.internal.store.Database}; none decides anything. {@code schema/V1__runs.sql} is the place to start.
 */
@org.jspecify.annotations.NullMarked
package dev.dagrunr.engine.internal.store;
