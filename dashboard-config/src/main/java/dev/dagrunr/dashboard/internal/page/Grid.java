package dev.dagrunr.dashboard.internal.page;

import dev.dagrunr.dag.TaskState;
import dev.dagrunr.engine.view.DagSummary;
import dev.dagrunr.engine.view.RunSummary;
import dev.dagrunr.engine.view.TaskSummary;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A DAG's newest runs as columns, the oldest on the left, and its tasks as rows. A cell sums up all instances. */
record Grid(Operations operations) {
    Html of(DagSummary dag) {
        var runs = new ArrayList<>(dag.recentRuns());
        Collections.reverse(runs);
        if (runs.isEmpty()) {
            return Html.of(
                    "<p class=\"empty\">This DAG has not run yet. <a href=\"{}\">Trigger it</a>.</p>",
                    Links.trigger(dag.dagId()));
        }
        Map<Long, Map<String, TaskSummary>> tasks = new HashMap<>();
        operations
                .view()
                .tasks(runs.stream().map(RunSummary::key).toList())
                .forEach(task -> tasks.computeIfAbsent(task.run(), run -> new HashMap<>())
                        .put(task.taskId(), task));
        var rows = new ArrayList<Html>();
        var group = "";
        for (var task : rowsOf(dag, runs)) {
            if (!task.group().equals(group)) {
                group = task.group();
                if (!group.isEmpty()) {
                    rows.add(Html.of(
                            "<tr class=\"group\"><th scope=\"row\">▦ {}</th><td colspan=\"{}\"></td></tr>",
                            group,
                            runs.size()));
                }
            }
            var cells = runs.stream()
                    .map(run ->
                            cell(run, tasks.getOrDefault(run.key(), Map.of()).get(task.id()), task))
                    .toList();
            rows.add(Html.of(
                    "<tr><th scope=\"row\"{}>{}{}</th>{}</tr>",
                    Html.when(!task.group().isEmpty(), " class=\"inner\""),
                    task.shortName(),
                    Html.when(task.mapped(), " <span class=\"mapped\" title=\"mapped\">[ ]</span>"),
                    cells));
        }
        return Html.of("""
                <div class="scroll grid" tabindex="0" role="region" aria-label="Grid of runs and tasks"><table>
                <caption>The newest {} runs</caption><thead><tr><th scope="col">Task</th>{}</tr></thead>
                <tbody>{}</tbody></table></div>{}
                """, runs.size(), runs.stream().map(Grid::head).toList(), rows, legend());
    }

    /** The tasks of the current version, then those that only older runs have. */
    private List<Shape.Task> rowsOf(DagSummary dag, List<RunSummary> runs) {
        var tasks = new LinkedHashMap<String, Shape.Task>();
        operations.shape(dag.structureHash()).tasks().forEach(task -> tasks.put(task.id(), task));
        runs.stream()
                .map(RunSummary::structureHash)
                .distinct()
                .forEach(hash -> operations.shape(hash).tasks().forEach(task -> tasks.putIfAbsent(task.id(), task)));
        return List.copyOf(tasks.values());
    }

    private static Html head(RunSummary run) {
        return Html.of(
                "<th scope=\"col\" class=\"run\"><a href=\"{}\" class=\"cell {}\" title=\"{}: {}\" aria-label=\"Run {}, {}\">"
                        + "<span aria-hidden=\"true\">{}</span></a></th>",
                Links.run(run),
                States.css(run.state().wireName()),
                run.runId(),
                run.state().wireName(),
                run.runId(),
                run.state().wireName(),
                States.sign(run.state().wireName()));
    }

    private static Html cell(RunSummary run, @Nullable TaskSummary summary, Shape.Task task) {
        if (summary == null) {
            return Html.of("<td></td>");
        }
        var state = States.of(summary);
        return Html.of(
                "<td><a href=\"{}\" class=\"cell {}\" title=\"{}\" aria-label=\"{}\"><span aria-hidden=\"true\">{}</span></a></td>",
                Links.task(run, task.id()),
                States.css(state.wireName()),
                task.id() + ": " + States.counts(summary.counts()),
                task.id() + ", " + (task.mapped() ? States.counts(summary.counts()) : States.word(state.wireName())),
                task.mapped() && summary.total() > 1 ? shortCount(summary.total()) : States.sign(state.wireName()));
    }

    private static String shortCount(int count) {
        return count < 1_000 ? Integer.toString(count) : count / 1_000 + "k";
    }

    static Html legend() {
        var badges = States.shown().stream()
                .filter(state -> state != TaskState.REMOVED && state != TaskState.RESTARTING)
                .map(state -> Html.of("<li>{}</li>", States.badge(state)))
                .toList();
        return Html.of("<ul class=\"legend\" aria-label=\"Signs and colours of states\">{}</ul>", badges);
    }
}
