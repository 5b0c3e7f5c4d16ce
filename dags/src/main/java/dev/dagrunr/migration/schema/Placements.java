package dev.dagrunr.migration.schema;

import java.sql.SQLException;
import java.util.List;

/** Which relations of some schemas are in a tablespace of their own. */
final class Placements {
    private static final String SQL = """
            select n.nspname, c.relname, t.spcname
            from pg_class c
            join pg_namespace n on n.oid = c.relnamespace
            join pg_tablespace t on t.oid = c.reltablespace
            where n.nspname = any (?) and c.relkind in ('r', 'p', 'i', 'I', 'm')
            order by n.nspname, c.relname
            """;

    private Placements() {}

    static List<Placement> read(CatalogSession catalog, List<String> schemas) throws SQLException {
        return catalog.list(
                SQL,
                row -> new Placement(new ObjectName(row.getString(1), row.getString(2)), row.getString(3)),
                catalog.names(schemas));
    }
}
