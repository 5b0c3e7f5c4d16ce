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
 * @param alone whether it runs outside of any transaction, and not while another session has its table
 */
public record DdlStatement(
        String purpose, String sql, @Nullable Condition unless, List<String> further, boolean alone) {
    public DdlStatement {
        further = List.copyOf(further);
    }

    /** One statement. */
    public DdlStatement(String purpose, String sql, @Nullable Condition unless) {
        this(purpose, sql, unless, List.of(), false);
    }

    /**
     * One that the server refuses to run in a transaction, and that is left out while another session has its table; running
     * it once more changes nothing.
     */
    static DdlStatement alone(String purpose, String sql) {
        return new DdlStatement(purpose, sql, null, List.of(), true);
    }

    static DdlStatement repeatable(String purpose, String sql) {
        return new DdlStatement(purpose, sql, null);
    }

    static DdlStatement unless(Condition condition, String purpose, String sql) {
        return new DdlStatement(purpose, sql, condition);
    }

    DdlStatement onlyUnless(Condition condition) {
        return new DdlStatement(purpose, sql, condition, further, alone);
    }

    /** The same, with what it creates in a tablespace. */
    DdlStatement in(Identifier tablespace) {
        var all = new ArrayList<String>(List.of(sql));
        all.addAll(further);
        // pg_dump's way: definitions that the server writes have no place for it
        all.add("set local default_tablespace = ''");
        return new DdlStatement(purpose, "set local default_tablespace = " + tablespace.quoted(), unless, all, false);
    }

    /** The same, after settings that hold for its transaction. */
    DdlStatement with(List<String> settings) {
        var all = new ArrayList<>(settings);
        all.add(sql);
        all.addAll(further);
        return new DdlStatement(purpose, all.get(0), unless, all.subList(1, all.size()), false);
    }

    /** A query for one boolean, with text parameters. */
    public record Condition(String sql, List<String> parameters) {
        public Condition {
            parameters = List.copyOf(parameters);
        }

        Condition or(Condition other) {
            var both = new ArrayList<>(parameters);
            both.addAll(other.parameters);
            return new Condition("select (" + sql + ") or (" + other.sql + ")", both);
        }
    }
}
