package dev.dagrunr.migration.schema;

import org.jspecify.annotations.Nullable;

/**
 * An index. Immutable.
 *
 * @param definition the whole {@code CREATE INDEX} statement
 * @param method its access method, such as {@code btree} or {@code gin}
 * @param bytes on the source: what building it costs, roughly
 * @param attachedTo the index of the partitioned table that this one is a part of
 */
public record Index(
        String name,
        String definition,
        String method,
        boolean unique,
        long bytes,
        @Nullable ObjectName attachedTo,
        @Nullable String comment) {}
