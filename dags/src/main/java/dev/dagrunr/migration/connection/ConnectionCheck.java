package dev.dagrunr.migration.connection;

import org.jspecify.annotations.Nullable;

/**
 * What a test of a named connection found: exactly one of {@code serverVersion} and {@code error} is there. Immutable.
 *
 * @param serverVersion such as {@code 15.6 (Debian 15.6-1)}
 * @param error one sentence without secrets
 */
public record ConnectionCheck(
        String connectionId,
        @Nullable String serverVersion,
        @Nullable String error) {
    /** Whether a session could be opened. */
    public boolean passed() {
        return error == null;
    }
}
