package dev.dagrunr.dag.internal.decision;

import dev.dagrunr.dag.internal.model.Graph;
import dev.dagrunr.dag.internal.model.Task;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which tasks a branch or a short circuit leaves out; never a teardown, which sees to its setups itself. Pure. */
public final class LeftOut {
    private LeftOut() {}

    /**
     * @param value what the task returned
     * @return ids of the tasks that are to be skipped; none when the task does not choose
     */
    public static List<String> by(Graph graph, Task task, @Nullable Object value) {
        return chosenBy(graph, task, value).stream()
                .filter(id -> !graph.task(id).traits().role().isTeardown())
                .toList();
    }

    /**
     * The same as cells: in a mapped group the tasks of the same instance of the group. What is outside of the groups around
     * the choosing task has its rule to go by.
     *
     * @param leftOut ids that the task in the cell left out
     */
    public static List<Cell> cells(Graph graph, Cell chooser, List<String> leftOut) {
        return leftOut.stream()
                .filter(id -> graph.sharedScopes(chooser.taskId(), id)
                        == chooser.path().size())
                .map(id -> new Cell(id, chooser.path()))
                .toList();
    }

    private static List<String> chosenBy(Graph graph, Task task, @Nullable Object value) {
        return switch (task.traits().choice()) {
            case NONE -> List.of();
            case BRANCH -> unchosen(graph, task.id(), value instanceof Collection<?> chosen ? chosen : List.of());
            case SHORT_CIRCUIT -> Boolean.TRUE.equals(value) ? List.of() : reachable(graph, List.of(task.id()));
            case SHORT_CIRCUIT_NEXT -> Boolean.TRUE.equals(value) ? List.of() : graph.downstream(task.id());
        };
    }

    /** A task that comes after a chosen one stays, even where it also follows the branch directly. */
    private static List<String> unchosen(Graph graph, String branch, Collection<?> chosen) {
        var direct = graph.downstream(branch);
        var followed = direct.stream().filter(chosen::contains).toList();
        var kept = Set.copyOf(reachable(graph, followed));
        return direct.stream()
                .filter(id -> !followed.contains(id) && !kept.contains(id))
                .toList();
    }

    private static List<String> reachable(Graph graph, Collection<String> from) {
        var found = new LinkedHashSet<String>();
        var next = new ArrayDeque<>(from);
        while (!next.isEmpty()) {
            graph.downstream(next.remove()).stream().filter(found::add).forEach(next::add);
        }
        return List.copyOf(found);
    }
}
