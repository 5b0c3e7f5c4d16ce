package dev.dagrunr.migration.schema;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Reads what a {@link Selection} means from a database of PostgreSQL 12 or later, in about a dozen statements whatever
 * the number of tables, in one read-only repeatable-read transaction. Thread-safe: it has no state.
 *
 * <p>Needs no more than the right to connect, to use the schemas and to read the sequences.
 */
public final class SchemaReader {
    private static final int OLDEST_VERSION = 120_000;

    /**
     * Reads through a connection that is in no transaction, and leaves it so.
     *
     * @throws SelectionException when a schema does not exist, or an include glob matches no table
     * @throws SQLException when the server refuses; its message is the server's
     */
    public SourceSchema read(Connection connection, Selection selection) throws SQLException {
        try (var catalog = CatalogSession.open(connection)) {
            return read(catalog, selection);
        }
    }

    /** The user types of some schemas alone, whether the schemas exist or not. */
    public List<UserType> readTypes(Connection connection, List<String> schemas) throws SQLException {
        try (var catalog = CatalogSession.open(connection)) {
            return UserTypes.read(catalog, schemas);
        }
    }

    /** Comments, owners, grants and labels of large objects, by their numbers. */
    public List<SchemaObject> readLargeObjects(Connection connection, List<Long> numbers) throws SQLException {
        try (var catalog = CatalogSession.open(connection)) {
            var rows = numbers.stream()
                    .map(number -> new ObjectLinks.RowId("pg_largeobject", number))
                    .toList();
            return Annotations.read(catalog, List.of(), false, rows, List.of(), Set.of());
        }
    }

    private static SourceSchema read(CatalogSession catalog, Selection selection) throws SQLException {
        int version = catalog.serverVersion();
        if (version < OLDEST_VERSION) {
            throw new SelectionException("The server is PostgreSQL " + version / 10_000
                    + "; schemas are read from PostgreSQL 12 and later.");
        }
        var schemas = SelectedSchemas.read(catalog, selection);
        var all = Relations.read(catalog, schemas, selection);
        var relations = selected(all, selection);
        var migratable = relations.stream()
                .filter(relation -> !relation.foreign() && relation.extension() == null)
                .toList();
        var oids = migratable.stream().map(Relations.Relation::oid).toList();
        var named = migratable.stream().collect(Collectors.toMap(Relations.Relation::oid, Relations.Relation::name));
        var types = UserTypes.read(catalog, schemas);
        var sequences = Sequences.read(catalog, schemas, oids);
        var excluded = all.stream()
                .filter(relation -> !relation.foreign() || relation.obstacle() != null)
                .map(Relations.Relation::oid)
                .filter(oid -> !named.containsKey(oid))
                .toList();
        var objects = SchemaObjects.read(
                catalog, schemas, selection.isWholeDatabase(), named, excluded, sequences.carriedOids());
        var columns = Columns.read(catalog, oids, Types.read(catalog, oids), sequences.ofIdentities());
        var indexes = Indexes.read(catalog, oids);
        var constraints = Constraints.read(catalog, oids, indexes);
        var names = migratable.stream().map(Relations.Relation::name).collect(Collectors.toSet());
        var tables = migratable.stream()
                .map(relation ->
                        table(relation, columns, constraints, indexes, key -> names.contains(key.referencedTable())))
                .toList();
        var uncarried = new ArrayList<>(objects.left());
        if (selection.isWholeDatabase()) {
            uncarried.addAll(Uncarried.read(catalog));
        }
        migratable.forEach(relation -> uncarried.addAll(leftBehind(relation, constraints, indexes, names)));
        relations.forEach(relation -> uncarried.addAll(ofExtension(relation)));
        return new SourceSchema(
                version,
                schemas,
                types,
                sequences.carried(),
                tables,
                objects.objects(),
                unsupported(relations),
                Extensions.read(catalog, oids, references(tables, types), objects.oids(), selection.isWholeDatabase()),
                Placements.read(catalog, schemas),
                uncarried);
    }

    private static List<Relations.Relation> selected(List<Relations.Relation> relations, Selection selection) {
        for (var glob : selection.includeTables()) {
            if (relations.stream().noneMatch(relation -> TableGlob.of(glob).matches(relation.name()))) {
                throw new SelectionException("No table of the selected schemas matches '" + glob
                        + "' of the tables to include; name a table that exists, or leave it out.");
            }
        }
        return relations.stream()
                .filter(relation -> selection.selects(relation.name()))
                .toList();
    }

    private static Table table(
            Relations.Relation relation,
            Map<Long, List<Column>> columns,
            Constraints constraints,
            Indexes indexes,
            Predicate<ForeignKey> carried) {
        long oid = relation.oid();
        return new Table(
                relation.name(),
                relation.persistence(),
                relation.size(),
                relation.lineage(),
                storage(relation, indexes),
                columns.getOrDefault(oid, List.of()),
                constraints.primaryKey(oid),
                constraints.uniqueKeys(oid),
                constraints.others(oid),
                constraints.foreignKeys(oid).stream().filter(carried).toList(),
                indexes.standalone(oid),
                relation.comment());
    }

    private static TableStorage storage(Relations.Relation relation, Indexes indexes) {
        var kept = relation.kept();
        return new TableStorage(
                kept.accessMethod() == null ? "heap" : kept.accessMethod(),
                kept.options(),
                kept.replicaIdentity(),
                indexes.replicaIdentity(relation.oid()),
                indexes.clustered(relation.oid()));
    }

    private static List<UncarriedObject> leftBehind(
            Relations.Relation relation, Constraints constraints, Indexes indexes, Set<ObjectName> names) {
        var foreignKeys = constraints.foreignKeys(relation.oid()).stream()
                .filter(key -> !names.contains(key.referencedTable()))
                .map(key -> new UncarriedObject(
                        "foreign key",
                        key.name() + " on " + relation.name(),
                        "refers to " + key.referencedTable() + ", which is not migrated"));
        var invalid = indexes.invalid(relation.oid()).stream()
                .map(index -> new UncarriedObject(
                        "index", index.name() + " on " + relation.name(), "is invalid on the source"));
        return Stream.concat(foreignKeys, invalid).toList();
    }

    private static List<UncarriedObject> ofExtension(Relations.Relation relation) {
        return relation.extension() == null
                ? List.of()
                : List.of(new UncarriedObject(
                        "table",
                        relation.name().toString(),
                        "belongs to the extension " + relation.extension() + ", which creates it"));
    }

    private static List<UnsupportedTable> unsupported(List<Relations.Relation> relations) {
        var unsupported = new ArrayList<UnsupportedTable>();
        for (var relation : relations) {
            if (relation.obstacle() != null && relation.extension() == null) {
                unsupported.add(new UnsupportedTable(relation.name(), relation.obstacle()));
            }
        }
        return unsupported;
    }

    private static Set<ObjectName> references(List<Table> tables, List<UserType> types) {
        var references = new LinkedHashSet<ObjectName>();
        tables.stream()
                .flatMap(SchemaReader::definitions)
                .forEach(text -> references.addAll(new DeparsedSql(text).references()));
        types.forEach(type -> references.addAll(new DeparsedSql(type.definition()).references()));
        return references;
    }

    private static Stream<String> definitions(Table table) {
        var ofColumns = table.columns().stream()
                .flatMap(column -> Stream.of(
                        column.type().sql(), column.defaultExpression() == null ? "" : column.defaultExpression()));
        var ofKeys = Stream.concat(Stream.ofNullable(table.primaryKey()), table.uniqueKeys().stream())
                .map(Key::definition);
        var ofConstraints = table.constraints().stream().map(Constraint::definition);
        var ofIndexes = table.indexes().stream().map(Index::definition);
        return Stream.of(ofColumns, ofKeys, ofConstraints, ofIndexes).flatMap(stream -> stream);
    }
}
