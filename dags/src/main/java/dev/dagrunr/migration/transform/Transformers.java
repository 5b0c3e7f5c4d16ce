package dev.dagrunr.migration.transform;

import dev.dagrunr.migration.schema.ObjectName;
import dev.dagrunr.migration.schema.TableGlob;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Which values change on their way. Tables are named by globs ({@code *}, {@code ?}) that are held against {@code table} and
 * {@code schema.table} of the source, columns by globs that are held against their names. Every node must register the same.
 *
 * <pre>{@code
 * Transformers.none()
 *         .withColumn("users", "email", (value, column) -> value == null ? null : value.toLowerCase(Locale.ROOT))
 *         .withColumn("*", "password*", Masks.constant("x"))
 *         .withRows("public.orders", row -> row.set("note", row.value("country")))
 * }</pre>
 *
 * Immutable.
 */
public final class Transformers {
    private final List<OfColumns> columns;
    private final List<OfRows> rows;
    private final ReadyTransformers ready;

    private record OfColumns(TableGlob table, TableGlob column, String name, ColumnTransformer transformer) {}

    private record OfRows(TableGlob table, String name, RowTransformer transformer) {}

    private Transformers(List<OfColumns> columns, List<OfRows> rows, ReadyTransformers ready) {
        this.columns = List.copyOf(columns);
        this.rows = List.copyOf(rows);
        this.ready = ready;
    }

    /** Every value arrives as it is. */
    public static Transformers none() {
        return new Transformers(List.of(), List.of(), ReadyTransformers.from(Map.of()));
    }

    /** The same, where a conf may name transformers that need a secret of the environment. */
    public Transformers withEnvironment(Map<String, String> environment) {
        return new Transformers(columns, rows, ReadyTransformers.from(environment));
    }

    /** Of several that match a column, each gets what the one before has made. */
    public Transformers withColumn(String tableGlob, String columnGlob, ColumnTransformer transformer) {
        var more = new ArrayList<>(columns);
        more.add(new OfColumns(
                TableGlob.of(tableGlob), TableGlob.of(columnGlob), tableGlob + "." + columnGlob, transformer));
        return new Transformers(more, rows, ready);
    }

    public Transformers withRows(String tableGlob, RowTransformer transformer) {
        var more = new ArrayList<>(rows);
        more.add(new OfRows(TableGlob.of(tableGlob), tableGlob, transformer));
        return new Transformers(columns, more, ready);
    }

    /**
     * Adds what a conf names: {@code {"users.email": "hash", "*.note": "null"}}, the glob of the column behind the last dot.
     *
     * @throws IllegalArgumentException when a key has no dot, or a value is no {@link ReadyTransformers ready transformer}
     */
    public Transformers withNamed(Map<String, String> named) {
        var all = this;
        for (var each : named.entrySet()) {
            int dot = each.getKey().lastIndexOf('.');
            if (dot <= 0) {
                throw new IllegalArgumentException("transform_columns has the key '" + each.getKey()
                        + "'; write table.column, of which both may be globs");
            }
            all = all.withColumn(
                    each.getKey().substring(0, dot), each.getKey().substring(dot + 1), ready.named(each.getValue()));
        }
        return all;
    }

    /** Whether every value of every table arrives as it is. */
    public boolean isNothing() {
        return columns.isEmpty() && rows.isEmpty();
    }

    /** What concerns one table, of whose columns all belong to it. */
    public TableTransform of(String schema, String table, List<SourceColumn> tableColumns) {
        var name = new ObjectName(schema, table);
        var steps = new ArrayList<TableTransform.Step>();
        for (var each : columns) {
            if (each.table().matches(name)) {
                tableColumns.stream()
                        .filter(column -> each.column().matches(column.name()))
                        .forEach(column -> steps.add(new TableTransform.Step(column, each.transformer())));
            }
        }
        var ofRows = rows.stream()
                .filter(each -> each.table().matches(name))
                .map(OfRows::transformer)
                .toList();
        return new TableTransform(tableColumns, steps, ofRows);
    }

    /** The registrations that none of these columns matches: a slip of the pen, as a rule. */
    public List<String> unused(List<SourceColumn> all) {
        var unused = new ArrayList<String>();
        columns.stream()
                .filter(each -> all.stream()
                        .noneMatch(column ->
                                matches(each.table(), column) && each.column().matches(column.name())))
                .map(OfColumns::name)
                .forEach(unused::add);
        rows.stream()
                .filter(each -> all.stream().noneMatch(column -> matches(each.table(), column)))
                .map(OfRows::name)
                .forEach(unused::add);
        return unused;
    }

    private static boolean matches(TableGlob glob, SourceColumn column) {
        return glob.matches(new ObjectName(column.schema(), column.table()));
    }
}
