package dev.dagrunr.dag;

import dev.dagrunr.dag.internal.model.InputSource;
import dev.dagrunr.dag.internal.model.Traits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** Everything that is wrong with a declaration and that its types could not prevent; one sentence a problem. */
final class DagProblems {
    // Airflow's rule for keys
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9_.-]{1,250}");

    private final DagBuilder<?> dag;
    private final String dagId;
    private final DagOptions options;
    private final Map<String, TaskDraft> tasks = new LinkedHashMap<>();
    private final List<TaskDraft> drafts;
    private final List<DagBuilder.Edge> edges;
    private final List<String> problems = new ArrayList<>();

    DagProblems(
            DagBuilder<?> dag, String dagId, DagOptions options, List<TaskDraft> drafts, List<DagBuilder.Edge> edges) {
        this.dag = dag;
        this.dagId = dagId;
        this.options = options;
        this.drafts = drafts;
        this.edges = edges;
    }

    List<String> find() {
        checkId("DAG", dagId);
        if (drafts.isEmpty()) {
            problems.add("It has no tasks; declare one with task(..)");
        }
        options.maxActiveTasks()
                .filter(limit -> limit < 1)
                .ifPresent(limit ->
                        problems.add("maxActiveTasks is " + limit + ", but at least 1 task must be able to run"));
        options.maxMapLength()
                .filter(limit -> limit < 1)
                .ifPresent(limit -> problems.add(
                        "maxMapLength is " + limit + ", but a mapped task must be able to have 1 instance"));
        for (var draft : drafts) {
            checkId("Task", draft.id);
            if (tasks.put(draft.id, draft) != null) {
                problems.add("Task '" + draft.id + "' is declared twice; rename one of them");
            }
            checkTask(draft);
        }
        drafts.forEach(this::checkRole);
        edges.forEach(this::checkEdge);
        checkCycles();
        return problems;
    }

    private void checkId(String thing, String id) {
        if (!ID.matcher(id).matches()) {
            problems.add(thing + " id '" + id
                    + "' is not valid; use 1 to 250 letters, digits, underscores, dots and dashes");
        }
    }

    private void checkTask(TaskDraft task) {
        if (task.work == null) {
            problems.add("Task '" + task.id + "' has no body; end its declaration with runs(..)");
        }
        if (task.bodies > 1) {
            problems.add("Task '" + task.id + "' has " + task.bodies
                    + " bodies; begin each task with a task(..) of its own");
        }
        if (task.executionTimeout != null && task.executionTimeout.compareTo(Duration.ZERO) <= 0) {
            problems.add("Task '" + task.id + "' has the execution timeout " + task.executionTimeout
                    + "; it must be longer than zero");
        }
        problems.addAll(SlotProblems.of(task));
        task.upstream.stream()
                .filter(handle -> owner(handle) != dag)
                .forEach(handle -> problems.add("Task '" + task.id
                        + "' depends on '" + handle.taskId()
                        + "', which belongs to another DAG; use triggers(..) to wait for a run of another DAG"));
        task.inputs.stream()
                .filter(InputSource.OfTask.class::isInstance)
                .map(InputSource.OfTask.class::cast)
                .forEach(input -> checkInput(task, input));
        checkExpansion(task);
        if (task.choice != Traits.Choice.NONE && isLast(task)) {
            problems.add("Task '" + task.id
                    + "' decides which tasks after it are skipped, but none comes after it; use runs(..) instead");
        }
    }

    private void checkRole(TaskDraft task) {
        if (options.failFast() && !task.role.isTeardown() && task.rule != TriggerRule.ALL_SUCCESS) {
            problems.add("Task '" + task.id + "' has the rule " + task.rule
                    + ", but the DAG fails fast: nothing runs after a failure; remove when(..) or failFast()");
        }
        if (task.roles > 1) {
            problems.add("Task '" + task.id + "' is made a setup or a teardown more than once; it can be one of them");
        }
        if (task.role.isTeardown() && task.rule != TriggerRule.ALL_DONE_SETUP_SUCCESS) {
            problems.add("Task '" + task.id + "' is a teardown and has the rule " + task.rule
                    + "; a teardown has its own rule, remove when(..)");
        }
        for (var setup : task.setups) {
            var draft = tasks.get(setup.taskId());
            if (draft != null && draft.role != Traits.Role.SETUP) {
                problems.add("Task '%s' is the teardown of '%s', which is not a setup; add setup() to '%s'"
                        .formatted(task.id, draft.id, draft.id));
            }
        }
    }

    private boolean isLast(TaskDraft task) {
        return drafts.stream()
                .flatMap(draft -> draft.upstream.stream())
                .noneMatch(handle -> handle.taskId().equals(task.id));
    }

    private void checkEdge(DagBuilder.Edge edge) {
        if (owner(edge.downstream()) != dag) {
            problems.add("The edge from '" + edge.upstream().taskId() + "' leads to '"
                    + edge.downstream().taskId()
                    + "', which belongs to another DAG; use triggers(..) to wait for a run of another DAG");
        }
    }

    private void checkInput(TaskDraft task, InputSource.OfTask input) {
        if (input instanceof InputSource.Value
                && task.rule != TriggerRule.ALL_SUCCESS
                && !isOnlySetup(task, input.taskId())) {
            problems.add(
                    "Task '%s' reads the value of '%s', but its rule %s lets it run when there is none; read %s instead"
                            .formatted(task.id, input.taskId(), task.rule, ending(task, input)));
        }
        if (input instanceof InputSource.Ending && task.rule == TriggerRule.ALL_SUCCESS) {
            problems.add("Task '%s' reads how '%s' ended, but its rule ALL_SUCCESS lets it run only after a success; "
                            .formatted(task.id, input.taskId())
                    + "add when(ALL_DONE), or read the value itself");
        }
        if (input instanceof InputSource.Ending && mayRunBeforeItsInputs(task)) {
            problems.add("Task '%s' reads how '%s' ended, but its rule %s lets it run before that; "
                            .formatted(task.id, input.taskId(), task.rule)
                    + "use a rule that waits for all, such as ALL_DONE");
        }
    }

    /** A teardown runs only after a setup succeeded: where it has a single one, that one's value is there. */
    private boolean isOnlySetup(TaskDraft task, String taskId) {
        var setups = task.upstream.stream()
                .filter(handle -> drafts.stream()
                        .anyMatch(draft -> draft.id.equals(handle.taskId()) && draft.role == Traits.Role.SETUP))
                .distinct()
                .toList();
        return task.role.isTeardown()
                && setups.stream()
                        .allMatch(setup ->
                                setup instanceof Node<?> && setup.taskId().equals(taskId))
                && !setups.isEmpty();
    }

    private static boolean mayRunBeforeItsInputs(TaskDraft task) {
        return switch (task.rule) {
            case ALWAYS -> true;
            case ONE_SUCCESS, ONE_FAILED, ONE_DONE -> !hasOnlyOneUpstreamInstance(task);
            case ALL_SUCCESS,
                    ALL_FAILED,
                    ALL_DONE,
                    ALL_DONE_MIN_ONE_SUCCESS,
                    ALL_DONE_SETUP_SUCCESS,
                    NONE_FAILED,
                    NONE_FAILED_MIN_ONE_SUCCESS,
                    NONE_SKIPPED,
                    ALL_SKIPPED -> false;
        };
    }

    private static boolean hasOnlyOneUpstreamInstance(TaskDraft task) {
        return task.upstream.stream().noneMatch(MappedNode.class::isInstance)
                && task.upstream.stream().map(TaskHandle::taskId).distinct().count() == 1;
    }

    private static String ending(TaskDraft task, InputSource.OfTask input) {
        return task.upstream.stream()
                        .anyMatch(handle -> handle instanceof MappedNode<?>
                                && handle.taskId().equals(input.taskId()))
                ? input.taskId() + ".outcomes()"
                : input.taskId() + ".outcome()";
    }

    private void checkExpansion(TaskDraft task) {
        var expansion = task.expansion;
        if (expansion == null || expansion.source().tasks().isEmpty()) {
            return;
        }
        boolean failsOnlyWithItsList = task.rule == TriggerRule.ONE_FAILED && hasOnlyOneUpstreamInstance(task);
        if (failsOnlyWithItsList || task.rule == TriggerRule.ALL_FAILED || task.rule == TriggerRule.ALL_SKIPPED) {
            problems.add("Task '%s' can never run: it is expanded over '%s', which must succeed, but its rule is %s"
                    .formatted(task.id, expansion.source().tasks().get(0), task.rule));
        }
    }

    private static DagBuilder<?> owner(TaskHandle handle) {
        return handle instanceof Node<?> node ? node.dag() : ((MappedNode<?>) handle).dag();
    }

    private void checkCycles() {
        var upstream = new LinkedHashMap<String, Set<String>>();
        tasks.forEach((id, task) -> upstream.put(id, upstreamIds(task)));
        var cycle = Cycle.findIn(upstream);
        if (!cycle.isEmpty()) {
            problems.add("The tasks form a cycle: " + String.join(" -> ", cycle) + "; remove one of these edges");
        }
    }

    private Set<String> upstreamIds(TaskDraft task) {
        var ids = new LinkedHashSet<String>();
        task.upstream.stream()
                .map(TaskHandle::taskId)
                .filter(tasks::containsKey)
                .forEach(ids::add);
        return ids;
    }
}
