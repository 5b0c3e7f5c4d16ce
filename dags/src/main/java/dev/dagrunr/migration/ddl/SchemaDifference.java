package dev.dagrunr.migration.ddl;

import java.util.List;

/**
 * One thing that two databases have otherwise. Immutable.
 *
 * @param object what it is and its name on the target, such as {@code view public.v}
 * @param source the statements that make it as the source has it
 * @param target the statements that make it as the target has it
 */
public record SchemaDifference(Kind kind, String object, List<String> source, List<String> target) {
    public SchemaDifference {
        source = List.copyOf(source);
        target = List.copyOf(target);
    }

    /** Which side has it. */
    public enum Kind {
        /** The source alone has it. */
        MISSING,
        /** The target alone has it. */
        EXTRA,
        /** Both have it, made by other statements. */
        DIFFERENT
    }
}
