package dev.dagrunr.migration.ddl;

import dev.dagrunr.migration.ddl.DdlStatement.Condition;
import dev.dagrunr.migration.schema.ObjectName;
import java.util.List;

/** Whether the statistics of a table are those of its rows. */
final class Upkeep {
    private Upkeep() {}

    /**
     * By the server's count of rows that were written since the last ANALYZE. What it has forgotten in a crash, or does not
     * count, is to be analyzed once more. Also the expressions of indexes have statistics.
     */
    static Condition analyzed(ObjectName table) {
        return new Condition("""
                select exists (
                    select from pg_catalog.pg_stat_all_tables s
                    where s.schemaname = ? and s.relname = ?
                        and coalesce(s.last_analyze, s.last_autoanalyze) is not null and s.n_mod_since_analyze = 0
                        and not exists (
                            select from pg_catalog.pg_index i
                            join pg_catalog.pg_class ic on ic.oid = i.indexrelid
                            where i.indrelid = s.relid and i.indexprs is not null and not exists (
                                select from pg_catalog.pg_stats st
                                where st.schemaname = s.schemaname and st.tablename = ic.relname)))
                """, List.of(table.schema(), table.name()));
    }
}
