/**
 * What a PostgreSQL database holds, read from {@code pg_catalog} into immutable values.
 *
 * <p>Start at {@link dev.dagrunr.migration.schema.SchemaReader}: a few set-based statements in one read-only snapshot
 * give a {@link dev.dagrunr.migration.schema.SourceSchema}. Expressions and definitions are PostgreSQL's own text,
 * deparsed with an empty {@code search_path}, so that each name outside {@code pg_catalog} carries its schema. The
 * values are plain records of scalars, enums and lists, fit to be stored as JSON. Nothing here writes SQL for a target:
 * that is {@code dev.dagrunr.migration.ddl}.
 */
@NullMarked
package dev.dagrunr.migration.schema;

import org.jspecify.annotations.NullMarked;
