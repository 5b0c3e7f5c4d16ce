package dev.dagrunr.migration.ddl;

import dev.dagrunr.migration.sql.Identifier;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One statement for the target. Immutable.
 *
 * @param purpose for people, as the begin of a sentence: {@code Creating index votes_post_id on public.votes}
 * @param sql without parameters, every name in it quoted
 * @param unless what makes it superfluous; null when running it once more changes nothing
 * @param further statements that follow in the same transaction
 */
public record DdlStatement(
        String purpose, String sql, @Nullable Condition unless, List<String> further) {
    public DdlStatement {
        further = List.copyOf(further);
    }

    /** One statement alone. */
    public DdlStatement(String purpose, String sql, @Nullable Condition unless) {
        this(purpose, sql, unless, List.of());
    }

    static DdlStatement repeatable(String purpose, String sql) {
        return new DdlStatement(purpose, sql, null);
    }

    static DdlStatement unless(Condition condition, String purpose, String sql) {
        return new DdlStatement(purpose, sql, condition);
    }

    DdlStatement onlyUnless(Condition condition) {
        return new DdlStatement(purpose, sql, condition, further);
    }

    /** The same, with what it creates in a tablespace. */
    DdlStatement in(Identifier tablespace) {
        var all = new ArrayList<String>(List.of(sql));
        all.addAll(further);
        // pg_dump's way: definitions that the server writes have no place for it
        all.add("set local default_tablespace = ''");
        return new DdlStatement(purpose, "set local default_tablespace = " + tablespace.quoted(), unless, all);
    }

    /** A query for one boolean, with text parameters. */
    public record Condition(String sql, List<String> parameters) {
        public Condition {
            parameters = List.copyOf(parameters);
        }
    }
}
