package dev.dagrunr.dag.internal.decision;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an instance returned, as far as tasks can be expanded over it.
 *
 * @param values 1 when it returned a value, else 0
 * @param elements how long the list is that it returned
 */
public record Returned(int values, int elements) {
    public static final Returned NOTHING = new Returned(0, 0);

    public static Returned of(@Nullable Object value) {
        return value == null ? NOTHING : new Returned(1, value instanceof List<?> list ? list.size() : 0);
    }
}
