package dev.dagrunr.migration.schema;

import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An object, in the order in which objects can be created. Immutable.
 *
 * @param type as PostgreSQL calls it, such as {@code function} or {@code trigger}
 * @param identity unique together with the type, as {@code pg_identify_object} writes it
 * @param phase when it can be created
 * @param repeat what running its statements again does
 * @param statements that make it, to be run in one transaction; none for a table
 * @param table set for a table: the one of {@link SourceSchema#tables} that is to be created here
 * @param roles who is granted something; who the target lacks can be granted nothing
 * @param actors who is made an owner, or has granted something: the user of the target must be a member of each
 */
public record SchemaObject(
        String type,
        String identity,
        Phase phase,
        Repeat repeat,
        List<String> statements,
        @Nullable ObjectName table,
        List<String> roles,
        List<String> actors) {
    private static final Set<String> WITH_NOT_NULL = Set.of("type", "foreign table");
    private static final Pattern NAMED_NOT_NULL =
            Pattern.compile(" constraint (?:\"(?:[^\"]|\"\")+\"|[^\\s\"]+) not null\\b", Pattern.CASE_INSENSITIVE);

    public SchemaObject {
        statements = List.copyOf(statements);
        roles = List.copyOf(roles);
        actors = List.copyOf(actors);
    }

    /** As {@link SourceSchema#withoutNotNullConstraints} has it. */
    SchemaObject withoutNotNullConstraints() {
        return WITH_NOT_NULL.contains(type)
                ? new SchemaObject(
                        type,
                        identity,
                        phase,
                        repeat,
                        statements.stream()
                                .map(sql -> NAMED_NOT_NULL.matcher(sql).replaceAll(" NOT NULL"))
                                .toList(),
                        table,
                        roles,
                        actors)
                : this;
    }

    /** Before or after the rows, indexes and constraints of tables. */
    public enum Phase {
        EARLY,
        LATE
    }

    /** Whether the statements may be run where the object is already. */
    public enum Repeat {
        /** They fail then. */
        CREATES,
        /** They change nothing then. */
        SETS,
        /** They change nothing then, and are about who owns something. */
        OWNS,
        /** They change nothing then, and are about who may do what. */
        GRANTS,
        /** They compute the rows of a materialized view, which is needed only when it has none. */
        FILLS,
        /** They add members to an operator family, and fail when it has them. */
        ADDS
    }
}
