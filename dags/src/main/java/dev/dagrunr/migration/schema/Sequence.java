package dev.dagrunr.migration.schema;

import org.jspecify.annotations.Nullable;

/** A sequence with its options and where it stands. Immutable. */
public record Sequence(
        ObjectName name,
        Persistence persistence,
        Options options,
        Position position,
        @Nullable Owner ownedBy,
        @Nullable String comment) {
    /** {@code dataType} is smallint, integer or bigint. */
    public record Options(
            String dataType, long start, long increment, long minimum, long maximum, long cache, boolean cycle) {}

    /** The next value is {@code lastValue} while nothing was {@code called}, else the one after it. */
    public record Position(long lastValue, boolean called) {}

    /** The column that the sequence is dropped with. */
    public record Owner(ObjectName table, String column) {}

    /** The same sequence, standing elsewhere. */
    Sequence withPosition(Position other) {
        return new Sequence(name, persistence, options, other, ownedBy, comment);
    }
}
