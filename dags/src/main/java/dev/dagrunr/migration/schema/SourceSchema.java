package dev.dagrunr.migration.schema;

import java.util.List;
import java.util.function.Predicate;

/**
 * Everything that was selected of one database, as of one snapshot. Immutable.
 *
 * @param serverVersion {@code server_version_num}, such as 150018
 * @param schemas the selected schemas, sorted; also those without tables
 * @param types user types of the selected schemas, each after the types that it is made of
 * @param sequences free sequences, those owned by selected tables (not those of identity columns, which are with their
 *     column), and those that defaults of selected tables draw from
 * @param tables the tables to migrate, sorted by name
 * @param objects all others, with the tables named among them, in an order in which they can be created
 * @param unsupportedTables selected tables that cannot be migrated: each must fail, not vanish
 * @param extensions what definitions above use of extensions, and so what the target must have
 * @param placements what is in a tablespace other than the database's
 * @param uncarried selected objects of kinds that a migration leaves behind, to be told to the reader
 */
public record SourceSchema(
        int serverVersion,
        List<String> schemas,
        List<UserType> types,
        List<Sequence> sequences,
        List<Table> tables,
        List<SchemaObject> objects,
        List<UnsupportedTable> unsupportedTables,
        List<ExtensionUse> extensions,
        List<Placement> placements,
        List<UncarriedObject> uncarried) {
    public SourceSchema {
        schemas = List.copyOf(schemas);
        types = List.copyOf(types);
        sequences = List.copyOf(sequences);
        tables = List.copyOf(tables);
        objects = List.copyOf(objects);
        unsupportedTables = List.copyOf(unsupportedTables);
        extensions = List.copyOf(extensions);
        placements = List.copyOf(placements);
        uncarried = List.copyOf(uncarried);
    }

    /**
     * As an older server would tell it: a domain before PostgreSQL 17, and a column before 18, is not null without a
     * constraint that has a name.
     */
    public SourceSchema withoutNotNullConstraints() {
        return new SourceSchema(
                serverVersion,
                schemas,
                types,
                sequences,
                tables.stream()
                        .map(table -> table.withColumns(table.columns().stream()
                                .map(Column::withoutOwnNotNullConstraint)
                                .toList()))
                        .toList(),
                objects.stream().map(SchemaObject::withoutNotNullConstraints).toList(),
                unsupportedTables,
                extensions,
                placements,
                uncarried);
    }

    /** Without what fills materialized views. */
    public SourceSchema withoutFilling() {
        return only(object -> object.repeat() != SchemaObject.Repeat.FILLS, true, object -> true);
    }

    /** Without objects, placements and warnings that do not pass. */
    public SourceSchema only(Predicate<SchemaObject> object, boolean placed, Predicate<UncarriedObject> told) {
        return new SourceSchema(
                serverVersion,
                schemas,
                types,
                sequences,
                tables,
                objects.stream().filter(object).toList(),
                unsupportedTables,
                extensions,
                placed ? placements : List.of(),
                uncarried.stream().filter(told).toList());
    }
}
