package dev.dagrunr.migration.ddl;

import dev.dagrunr.migration.schema.ObjectName;
import dev.dagrunr.migration.schema.SchemaReader;
import dev.dagrunr.migration.schema.Selection;
import dev.dagrunr.migration.schema.Table;
import dev.dagrunr.migration.schema.UnsupportedTable;
import dev.dagrunr.migration.sql.Identifier;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Looks at the tables that a target has already, and makes room. Thread-safe; connections are the caller's. */
public final class TargetTables {
    private static final String SCHEMAS = """
            select nspname from pg_catalog.pg_namespace where nspname = any (?)
            """;
    private static final String FOREIGN_KEYS = """
            select n.nspname, c.relname, k.conname, fn.nspname, f.relname
            from pg_catalog.pg_constraint k
            join pg_catalog.pg_class c on c.oid = k.conrelid
            join pg_catalog.pg_namespace n on n.oid = c.relnamespace
            join pg_catalog.pg_class f on f.oid = k.confrelid
            join pg_catalog.pg_namespace fn on fn.oid = f.relnamespace
            where k.contype = 'f' and k.conparentid = 0 and n.nspname = any (?)
            order by n.nspname, c.relname, k.conname
            """;

    private final TargetDdl ddl;
    private final DdlExecutor executor;

    public TargetTables(TargetDdl ddl, DdlExecutor executor) {
        this.ddl = ddl;
        this.executor = executor;
    }

    /** What is in the place of each table, in the order given. Reads only. */
    public List<TargetTable> inspect(Connection target, List<Table> tables) throws SQLException {
        var schemas = existing(target, schemasOf(tables));
        if (schemas.isEmpty()) {
            return tables.stream().map(this::absent).toList();
        }
        var present = new SchemaReader().read(target, new Selection(schemas, List.of(), List.of()));
        var byName = present.tables().stream().collect(Collectors.toMap(Table::name, Function.identity()));
        var unsupported = present.unsupportedTables().stream()
                .collect(Collectors.toMap(UnsupportedTable::name, UnsupportedTable::reason));
        var result = new ArrayList<TargetTable>();
        for (var table : tables) {
            result.add(inspect(target, table, byName, unsupported));
        }
        return result;
    }

    /**
     * Removes what is in the place of the tables, foreign keys between them first.
     *
     * @throws DdlException when something else on the target, such as a view, depends on one of them: it is named and
     *     left alone
     */
    public void drop(Connection target, List<Table> tables) throws SQLException {
        dropForeignKeys(target, tables);
        tables.forEach(table -> executor.execute(target, ddl.drop(table)));
    }

    /** Removes the foreign keys that lead from one of the tables to another of them, so that rows may come in any order. */
    public void dropForeignKeys(Connection target, List<Table> tables) throws SQLException {
        var names = tables.stream().map(table -> ddl.targetOf(table.name())).collect(Collectors.toSet());
        for (var key : foreignKeys(target, schemasOf(tables))) {
            if (names.contains(key.table()) && names.contains(key.referenced())) {
                executor.execute(
                        target,
                        DdlStatement.repeatable(
                                "Dropping foreign key " + key.name() + " of " + key.table(),
                                "alter table " + key.table().qualified().quoted() + " drop constraint if exists "
                                        + new Identifier(key.name()).quoted()));
            }
        }
    }

    private TargetTable inspect(
            Connection target, Table source, Map<ObjectName, Table> present, Map<ObjectName, String> unsupported)
            throws SQLException {
        var name = ddl.targetOf(source.name());
        var reason = unsupported.get(name);
        if (reason != null) {
            return new TargetTable(source.name(), name, true, hasRows(target, "", name), List.of(reason));
        }
        var table = present.get(name);
        if (table == null) {
            return absent(source);
        }
        var differences = new StructureComparison(ddl.relocation()).differences(source, table);
        return new TargetTable(source.name(), name, true, hasRows(target, "only ", name), differences);
    }

    private TargetTable absent(Table source) {
        return new TargetTable(source.name(), ddl.targetOf(source.name()), false, false, List.of());
    }

    private List<String> schemasOf(List<Table> tables) {
        return tables.stream()
                .map(table -> ddl.targetOf(table.name()).schema())
                .distinct()
                .sorted()
                .toList();
    }

    private static boolean hasRows(Connection target, String only, ObjectName table) throws SQLException {
        try (var statement = target.createStatement();
                var rows = statement.executeQuery(
                        "select exists (select from " + only + table.qualified().quoted() + ")")) {
            return rows.next() && rows.getBoolean(1);
        }
    }

    private static List<String> existing(Connection target, List<String> schemas) throws SQLException {
        var found = new ArrayList<String>();
        try (var statement = target.prepareStatement(SCHEMAS)) {
            statement.setArray(1, target.createArrayOf("text", schemas.toArray()));
            try (var rows = statement.executeQuery()) {
                while (rows.next()) {
                    found.add(rows.getString(1));
                }
            }
        }
        return found;
    }

    private static Set<PresentKey> foreignKeys(Connection target, List<String> schemas) throws SQLException {
        var found = new LinkedHashSet<PresentKey>();
        try (var statement = target.prepareStatement(FOREIGN_KEYS)) {
            statement.setArray(1, target.createArrayOf("text", schemas.toArray()));
            try (var rows = statement.executeQuery()) {
                while (rows.next()) {
                    found.add(new PresentKey(
                            new ObjectName(rows.getString(1), rows.getString(2)),
                            rows.getString(3),
                            new ObjectName(rows.getString(4), rows.getString(5))));
                }
            }
        }
        return found;
    }

    private record PresentKey(ObjectName table, String name, ObjectName referenced) {}
}
