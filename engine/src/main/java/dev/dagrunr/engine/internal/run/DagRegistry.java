package dev.dagrunr.engine.internal.run;

import dev.dagrunr.dag.Dag;
import dev.dagrunr.dag.Timetable;
import dev.dagrunr.dag.internal.model.Graph;
import dev.dagrunr.dag.internal.model.Work;
import dev.dagrunr.engine.DagRunrException;
import dev.dagrunr.engine.ErrorCode;
import dev.dagrunr.engine.internal.json.Json;
import dev.dagrunr.engine.internal.json.Structure;
import dev.dagrunr.engine.internal.store.DagStore;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/** The DAGs whose code this node has, and the shapes of all others that it has met. Thread-safe. */
final class DagRegistry {
    /**
     * A DAG with the name of its shape.
     *
     * @param graph that of the DAG, with this engine's settings for what the DAG leaves open
     */
    record Registered(Dag<?> dag, Graph graph, String structure, String hash) {
        static Registered of(Dag<?> dag, int maxMapLength) {
            var structure = Structure.toJson(dag.graph());
            var graph = limited(dag.graph(), maxMapLength);
            return new Registered(dag, graph, structure, Structure.hash(dag.id(), structure));
        }
    }

    private final Map<String, Registered> dags = new TreeMap<>();
    private final Map<String, Graph> foreignShapes = new ConcurrentHashMap<>();
    private final int maxMapLength;

    /**
     * DAGs that others trigger are registered with them.
     *
     * @param maxMapLength how far tasks are expanded in DAGs that do not say
     */
    DagRegistry(Collection<Dag<?>> dags, int maxMapLength) {
        this.maxMapLength = maxMapLength;
        dags.forEach(this::add);
    }

    private void add(Dag<?> dag) {
        var known = dags.get(dag.id());
        if (known != null && known.dag() != dag) {
            throw new DagRunrException(
                    ErrorCode.INVALID_CONFIGURATION,
                    "Two different DAGs have the id '" + dag.id() + "'; rename one of them");
        }
        if (known == null) {
            dags.put(dag.id(), Registered.of(dag, maxMapLength));
            for (var task : dag.graph().tasks()) {
                if (task.work() instanceof Work.SubRun sub) {
                    add(sub.dag());
                }
            }
        }
    }

    /** @param maxActiveRuns how many runs of a DAG are running at the same time where it does not say */
    void register(Connection connection, int maxActiveRuns, Instant now) throws SQLException {
        for (var registered : dags.values()) {
            var dag = registered.dag();
            DagStore.register(
                    connection,
                    new DagStore.Registration(
                            dag.id(),
                            dag.options().description(),
                            registered.hash(),
                            registered.structure(),
                            dag.defaults().map(Json::write).orElse(null),
                            dag.options().runs().maxActiveRuns().orElse(maxActiveRuns),
                            dag.options()
                                    .runs()
                                    .timetable()
                                    .map(Timetable::description)
                                    .orElse(null)),
                    now);
        }
    }

    List<Dag<?>> all() {
        return dags.values().stream().<Dag<?>>map(Registered::dag).toList();
    }

    /** The ids of the DAGs whose code this node has. */
    Set<String> ids() {
        return dags.keySet();
    }

    /** The hashes of their structures. */
    List<String> structures() {
        return dags.values().stream().map(Registered::hash).toList();
    }

    Optional<Registered> find(String dagId) {
        return Optional.ofNullable(dags.get(dagId));
    }

    Registered require(String dagId) {
        return find(dagId)
                .orElseThrow(() -> new DagRunrException(
                        ErrorCode.UNKNOWN_DAG,
                        "There is no DAG '" + dagId + "'; known are " + String.join(", ", dags.keySet())));
    }

    /** The shape that a run is decided by: with code when this node has that very version. */
    Graph graph(Connection connection, String dagId, String hash) throws SQLException {
        var registered = dags.get(dagId);
        if (registered != null && registered.hash().equals(hash)) {
            return registered.graph();
        }
        var known = foreignShapes.get(hash);
        if (known == null) {
            known = limited(Structure.read(DagStore.structure(connection, hash).orElseThrow()), maxMapLength);
            foreignShapes.put(hash, known);
        }
        return known;
    }

    private static Graph limited(Graph graph, int maxMapLength) {
        return new Graph(graph.tasks(), graph.rules().orMaxMapLength(maxMapLength), graph.mappedGroups());
    }
}
