package dev.dagrunr.dag;

import static java.util.Objects.requireNonNull;

import dev.dagrunr.dag.internal.model.Callbacks;
import dev.dagrunr.dag.internal.model.Graph;
import java.util.List;
import java.util.Optional;

/**
 * A DAG: tasks, the edges between them, and the type of its parameters. Built once, read top to bottom:
 *
 * <pre>{@code
 * var dag = Dag.named("word_count", Text.class);
 * var words = dag.task("split").runsList(String.class, context -> List.of(context.params().text().split(" ")));
 * var lengths = dag.task("measure").expand(words).runs(Integer.class, (word, context) -> word.length());
 * dag.task("sum").reads(lengths).runs(Integer.class, (all, context) -> all.stream().mapToInt(n -> n).sum());
 * return dag.build();
 * }</pre>
 *
 * <p>Bodies capture services, never the state of a run: any JVM that registered the DAG may run any task of it, at least
 * once. Values travel between tasks as JSON. Immutable.
 *
 * @param <P> the record that the conf of a run is read into
 */
public final class Dag<P extends Record> {
    private final String id;
    private final Class<P> paramsType;
    private final Optional<P> defaults;
    private final DagOptions options;
    private final Graph graph;
    private final Callbacks<RunCallback<?>> callbacks;

    Dag(
            String id,
            Class<P> paramsType,
            Optional<P> defaults,
            DagOptions options,
            Graph graph,
            Callbacks<RunCallback<?>> callbacks) {
        this.id = id;
        this.paramsType = paramsType;
        this.defaults = defaults;
        this.options = options;
        this.graph = graph;
        this.callbacks = callbacks;
    }

    /** Begins a DAG whose runs take parameters; fields that a conf leaves out come from {@link DagBuilder#defaults}. */
    public static <P extends Record> DagBuilder<P> named(String id, Class<P> paramsType) {
        return new DagBuilder<>(requireNonNull(id, "id is null"), requireNonNull(paramsType, "paramsType is null"));
    }

    /** Begins a DAG whose runs take no parameters. */
    public static DagBuilder<NoParams> named(String id) {
        return new DagBuilder<>(id, NoParams.class).defaults(new NoParams());
    }

    public String id() {
        return id;
    }

    public Class<P> paramsType() {
        return paramsType;
    }

    /** The parameters of a run that is triggered with an empty conf; empty when a conf must name every field. */
    public Optional<P> defaults() {
        return defaults;
    }

    public DagOptions options() {
        return options;
    }

    /** The ids of all tasks, in the order of declaration. */
    public List<String> taskIds() {
        return graph.tasks().stream().map(task -> task.id()).toList();
    }

    /** The graph as a Mermaid flowchart, top-down; mapped tasks and trigger rules are marked. */
    public String toMermaid() {
        return Mermaid.render(graph);
    }

    /** The model that the engine reads; not API. */
    public Graph graph() {
        return graph;
    }

    /** Who is told that a run has ended; not API. */
    public Callbacks<RunCallback<?>> callbacks() {
        return callbacks;
    }
}
