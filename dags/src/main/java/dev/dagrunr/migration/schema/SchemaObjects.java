package dev.dagrunr.migration.schema;

import dev.dagrunr.migration.schema.ObjectLinks.RowId;
import dev.dagrunr.migration.schema.SchemaObject.Phase;
import dev.dagrunr.migration.schema.SchemaObject.Repeat;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Every object of a selection that has a statement of its own, tables among them, in an order in which they can be
 * created: by {@code pg_depend}, and where that leaves a choice, kind by kind in the order that pg_dump has.
 */
final class SchemaObjects {
    /** Bounds the length of one statement. */
    private static final int KINDS_AT_ONCE = 12;

    private static final String IDENTITIES = """
            select x.catalog, x.oid, i.type, coalesce(
                (select format('%I.%I(%s)', n.nspname, p.proname, pg_get_function_identity_arguments(p.oid))
                 from pg_proc p join pg_namespace n on n.oid = p.pronamespace
                 where x.catalog = 'pg_proc' and p.oid = x.oid),
                i.identity) as identity
            from unnest(?, cast(? as oid[])) as x(catalog, oid)
            cross join lateral pg_identify_object(x.catalog::regclass, x.oid, 0) i
            """;
    private static final ObjectKind SCHEMA = new ObjectKind(TypeQueries.TYPES, "schema", false, Repeat.SETS);
    private static final ObjectKind TABLE = new ObjectKind(TypeQueries.TYPES, "table", false, Repeat.CREATES);

    private final ObjectLinks links;
    private final ObjectGraph<RowId> graph = new ObjectGraph<>();
    private final Map<RowId, Node> nodes = new HashMap<>();

    private SchemaObjects(ObjectLinks links) {
        this.links = links;
    }

    /**
     * @param database whether objects beside all schemas are meant too
     * @param tables the tables to migrate by their numbers
     * @param excluded the numbers of the other tables of the schemas, which take along what hangs on them
     * @param sequences the numbers of the sequences to migrate
     */
    static Selected read(
            CatalogSession catalog,
            List<String> schemas,
            boolean database,
            Map<Long, ObjectName> tables,
            Collection<Long> excluded,
            Collection<Long> sequences)
            throws SQLException {
        int version = catalog.serverVersion();
        var objects = new SchemaObjects(ObjectLinks.read(catalog, tables.keySet()));
        var kinds = ObjectKind.ALL.stream()
                .filter(kind -> version >= kind.query().since())
                .filter(kind -> database || kind.query().scope() != ObjectQuery.Scope.DATABASE)
                .toList();
        for (int from = 0; from < kinds.size(); from += KINDS_AT_ONCE) {
            objects.find(catalog, schemas, database, kinds.subList(from, Math.min(kinds.size(), from + KINDS_AT_ONCE)));
        }
        schemas(catalog, schemas).forEach(objects::add);
        var views = objects.forgetViews(tables.keySet());
        tables.forEach((oid, name) -> objects.add(
                new Node(new RowId("pg_class", oid), TABLE, position(RelationQueries.VIEWS), List.of(), name)));
        objects.identify(catalog);
        objects.connect();
        var left = objects.leaveOut(excluded);
        var ordered = new ArrayList<>(objects.ordered());
        ordered.addAll(Annotations.read(catalog, schemas, database, objects.rows(), sequences, views));
        var oids = objects.nodes.keySet().stream().map(RowId::oid).collect(Collectors.toSet());
        return new Selected(ordered, left, oids);
    }

    /** Materialized views that are migrated as tables, which they are from now on. */
    private Set<RowId> forgetViews(Set<Long> tables) {
        var views = tables.stream()
                .map(oid -> new RowId("pg_class", oid))
                .filter(nodes::containsKey)
                .collect(Collectors.toSet());
        views.stream()
                .flatMap(view -> Stream.of(view, new RowId("pg_class:rows", view.oid())))
                .filter(nodes::containsKey)
                .forEach(id -> {
                    nodes.remove(id);
                    graph.remove(id);
                });
        return views;
    }

    /** What cannot be there without a table that is not migrated. */
    private List<UncarriedObject> leaveOut(Collection<Long> tables) {
        var missing = tables.stream().map(oid -> new RowId("pg_class", oid)).collect(Collectors.toSet());
        var direct = new HashSet<RowId>();
        links.all().stream()
                .filter(link -> missing.contains(owner(link.needed())))
                .map(link -> owner(link.object()))
                .filter(graph::contains)
                .forEach(direct::add);
        nodes.values().stream()
                .filter(node -> missing.contains(node.row()))
                .map(Node::id)
                .forEach(direct::add);
        var left = new ArrayList<UncarriedObject>();
        for (var id : graph.dependents(direct)) {
            var node = node(id);
            if (node.table == null) {
                graph.remove(id);
                nodes.remove(id);
                left.add(new UncarriedObject(node.type, node.identity, "needs a table that is not migrated"));
            }
        }
        left.sort(Comparator.comparing(UncarriedObject::kind).thenComparing(UncarriedObject::name));
        return left;
    }

    // Schemas have statements of their own; what is said about them is read with the other objects.
    private static List<Node> schemas(CatalogSession catalog, List<String> schemas) throws SQLException {
        return catalog.list(
                "select oid from pg_namespace where nspname = any (?)",
                row -> new Node(new RowId("pg_namespace", row.getLong(1)), SCHEMA, -1, List.of(), null),
                catalog.names(schemas));
    }

    private Set<RowId> rows() {
        return nodes.values().stream().map(Node::row).collect(Collectors.toSet());
    }

    private static int position(ObjectQuery query) {
        for (int i = 0; i < ObjectKind.ALL.size(); i++) {
            if (ObjectKind.ALL.get(i).query().equals(query)) {
                return i;
            }
        }
        throw new IllegalArgumentException("Not among the kinds of objects: " + query.catalog());
    }

    private void find(CatalogSession catalog, List<String> schemas, boolean database, List<ObjectKind> kinds)
            throws SQLException {
        var withServer =
                Stream.concat(schemas.stream(), Stream.of("pg_catalog")).toList();
        var sql = new ArrayList<String>();
        var parameters = new ArrayList<Object>();
        for (var kind : kinds) {
            sql.add("select " + ObjectKind.ALL.indexOf(kind) + " as kind, q.oid, q.statements from ("
                    + kind.query().sql() + ") q");
            boolean types = database && kind.query().scope() == ObjectQuery.Scope.TYPES;
            parameters.add(catalog.names(types ? withServer : schemas));
        }
        catalog.list(String.join(" union all ", sql), SchemaObjects::node, parameters.toArray())
                .forEach(this::add);
    }

    private static Node node(ResultSet row) throws SQLException {
        int position = row.getInt("kind");
        var kind = ObjectKind.ALL.get(position);
        return new Node(
                new RowId(kind.query().catalog() + kind.step(), row.getLong("oid")),
                kind,
                position < position(RelationQueries.VIEWS) ? position : position + 1,
                CatalogSession.texts(row, "statements"),
                null);
    }

    private void add(Node node) {
        var row = node.row();
        boolean comesWithAType =
                links.internal(row) && List.of("pg_proc", "pg_cast").contains(row.catalog());
        if (!links.ofExtension(row) && !comesWithAType) {
            nodes.put(node.id, node);
            graph.add(node.id);
        }
    }

    private void identify(CatalogSession catalog) throws SQLException {
        var rows = List.copyOf(nodes.values());
        var found = new HashMap<RowId, String[]>();
        catalog.list(
                IDENTITIES,
                row -> found.put(
                        new RowId(row.getString(1), row.getLong(2)), new String[] {row.getString(3), row.getString(4)}),
                catalog.names(rows.stream().map(node -> node.row().catalog()).toList()),
                CatalogSession.oids(rows.stream().map(node -> node.id.oid()).toList()));
        for (var node : rows) {
            var identity = found.get(node.row());
            if (identity != null) {
                nodes.put(node.id, node.identified(identity[0], identity[1]));
            }
        }
    }

    private void connect() {
        for (var link : links.all()) {
            var object = owner(link.object());
            var needed = owner(link.needed());
            // Constraints and indexes of tables come later than any object that is created early.
            boolean ofTableLater = isTable(object) && isCreatedLater(link.object());
            if (!ofTableLater) {
                graph.need(object, needed);
            }
        }
        for (var node : List.copyOf(nodes.values())) {
            switch (node.kind.step()) {
                case ":shell" -> passShell(node.id, node.row());
                case ":members", ":clone", ":security", ":unvalidated" -> needLike(node.id, node.row());
                case ":rows" -> fillInOrder(node.id, node.row());
                default -> {}
            }
        }
    }

    private boolean isTable(RowId id) {
        var node = nodes.get(id);
        return node != null && node.table != null;
    }

    private boolean isCreatedLater(RowId id) {
        boolean index = id.catalog().equals("pg_class") && !links.owner(id).equals(id);
        return index || id.catalog().equals("pg_constraint");
    }

    private RowId owner(RowId id) {
        return switch (id.catalog()) {
            case "pg_amop", "pg_amproc" -> memberOf(id);
            default -> links.owner(id);
        };
    }

    private final Map<RowId, RowId> membership = new HashMap<>();

    private RowId memberOf(RowId id) {
        if (membership.isEmpty()) {
            links.all().forEach(link -> {
                switch (link.needed().catalog()) {
                    case "pg_opclass" -> membership.put(link.object(), link.needed());
                    case "pg_opfamily" ->
                        membership.putIfAbsent(
                                link.object(),
                                new RowId("pg_opfamily:members", link.needed().oid()));
                    default -> {}
                }
            });
        }
        return membership.getOrDefault(id, id);
    }

    /** Functions that are part of the type's definition need only its shell, and so does nothing else. */
    private void passShell(RowId shell, RowId type) {
        for (var function : List.copyOf(graph.needsOf(type))) {
            if (graph.needsOf(function).contains(type)) {
                graph.forgetNeed(function, type);
                graph.need(function, shell);
            }
        }
        graph.need(type, shell);
    }

    private void needLike(RowId step, RowId object) {
        graph.need(step, object);
        graph.need(step, links.owner(object));
        graph.needsOf(object).forEach(needed -> graph.need(step, needed));
    }

    private void fillInOrder(RowId rows, RowId view) {
        graph.closure(List.of(view)).forEach(needed -> {
            graph.need(rows, needed);
            graph.need(rows, new RowId("pg_class:rows", needed.oid()));
        });
    }

    private List<SchemaObject> ordered() {
        var late = late();
        var order = Comparator.<RowId>comparingInt(id -> node(id).rank)
                .thenComparing(id -> node(id).identity)
                .thenComparing(RowId::oid);
        var early = new ArrayList<SchemaObject>();
        var later = new ArrayList<SchemaObject>();
        for (var id : graph.ordered(order)) {
            if (node(id).kind.equals(SCHEMA)) {
                continue;
            }
            (late.contains(id) ? later : early).add(node(id).object(late.contains(id) ? Phase.LATE : Phase.EARLY));
        }
        early.addAll(later);
        return early;
    }

    private Node node(RowId id) {
        var node = nodes.get(id);
        if (node == null) {
            throw new IllegalStateException("No object " + id);
        }
        return node;
    }

    /** What no table needs, and is either of a kind that can wait or needs something that waits. */
    private Set<RowId> late() {
        var tables = nodes.values().stream()
                .filter(node -> node.table != null)
                .map(Node::id)
                .toList();
        var roots = new HashSet<>(tables);
        links.all().forEach(link -> {
            if (isTable(owner(link.object()))) {
                roots.add(owner(link.needed()));
            }
        });
        var needed = graph.closure(roots);
        var waiting = nodes.values().stream()
                .filter(node -> node.kind.waits() && !needed.contains(node.id))
                .map(Node::id)
                .toList();
        var late = new HashSet<>(graph.dependents(waiting));
        late.removeAll(needed);
        return late;
    }

    /** The objects, and what of the schemas is not among them. */
    record Selected(List<SchemaObject> objects, List<UncarriedObject> left, Set<Long> oids) {}

    private record Node(
            RowId id,
            ObjectKind kind,
            int rank,
            List<String> statements,
            @Nullable ObjectName table,
            String type,
            String identity) {
        Node(RowId id, ObjectKind kind, int rank, List<String> statements, @Nullable ObjectName table) {
            this(id, kind, rank, statements, table, "", "");
        }

        RowId row() {
            int step = id.catalog().indexOf(':');
            return step < 0 ? id : new RowId(id.catalog().substring(0, step), id.oid());
        }

        Node identified(String foundType, String foundIdentity) {
            return new Node(id, kind, rank, statements, table, table == null ? foundType : "table", foundIdentity);
        }

        SchemaObject object(Phase phase) {
            return new SchemaObject(
                    type + kind.step().replace(":", " "),
                    identity,
                    phase,
                    kind.repeat(),
                    statements,
                    table,
                    List.of(),
                    List.of());
        }
    }
}
