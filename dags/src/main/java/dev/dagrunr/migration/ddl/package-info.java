/**
 * What a target needs so that it holds the schema of the source: statements, and who runs them.
 *
 * <p>{@link dev.dagrunr.migration.ddl.TargetDdl} turns the records of {@code dev.dagrunr.migration.schema} into
 * {@link dev.dagrunr.migration.ddl.DdlStatement}s without touching a database;
 * {@link dev.dagrunr.migration.ddl.DdlExecutor} runs them one by one, each at most once however often it is tried.
 * {@link dev.dagrunr.migration.ddl.TargetTables} looks at what a target holds already and makes room. Rows are moved
 * elsewhere.
 */
@NullMarked
package dev.dagrunr.migration.ddl;

import org.jspecify.annotations.NullMarked;
