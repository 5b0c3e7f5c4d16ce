/**
 * Moves the rows of one table, or of one partition of it, from a source to a target by streamed COPY in constant memory,
 * so that every row arrives exactly once whatever is killed. Start reading at
 * {@link dev.dagrunr.migration.transfer.Transfer}; {@code Checkpoints} holds what a crash must not forget.
 *
 * <p>Tables exist and are empty when a transfer begins: creating, dropping and truncating belong to earlier steps.
 */
@org.jspecify.annotations.NullMarked
package dev.dagrunr.migration.transfer;
