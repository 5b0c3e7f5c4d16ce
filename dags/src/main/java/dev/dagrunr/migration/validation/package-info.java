/**
 * Compares tables of two databases: by exact row counts, or by a checksum over all columns that does not depend on the
 * order of rows. Both are computed on the servers; no row leaves them. Start reading at
 * {@link dev.dagrunr.migration.validation.Validation}.
 */
@org.jspecify.annotations.NullMarked
package dev.dagrunr.migration.validation;
