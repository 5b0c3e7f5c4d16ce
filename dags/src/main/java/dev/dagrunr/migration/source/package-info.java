/**
 * Rows that do not come from PostgreSQL: what a source of another type has to say of itself, and which types its columns get on
 * the target. Start reading at {@link dev.dagrunr.migration.source.TableSource}; {@link dev.dagrunr.migration.LoadDag} moves
 * what it gives.
 */
@NullMarked
package dev.dagrunr.migration.source;

import org.jspecify.annotations.NullMarked;
