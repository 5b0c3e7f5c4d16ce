package dev.dagrunr.dag;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.dagrunr.dag.internal.decision.Cell;
import dev.dagrunr.dag.internal.decision.Event;
import dev.dagrunr.dag.internal.decision.LeftOut;
import dev.dagrunr.dag.internal.decision.Progression;
import dev.dagrunr.dag.internal.decision.Reach;
import dev.dagrunr.dag.internal.decision.Recount;
import dev.dagrunr.dag.internal.decision.Returned;
import dev.dagrunr.dag.internal.decision.RunProgress;
import dev.dagrunr.dag.internal.decision.TaskProgress;
import dev.dagrunr.dag.internal.decision.Transition;
import dev.dagrunr.dag.internal.model.Graph;
import dev.dagrunr.dag.internal.model.MapPath;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A run without bodies: its instances end when and how a script says, nodes are lost, instances are cleared. After each step
 * the counters are compared with what a naive count of all instances gives.
 */
final class SimulatedRun {
    /** How an attempt of an instance ends. */
    interface Script {
        Ending ending(Graph graph, String taskId, int mapIndex, int time);
    }

    /** @param value what is returned; null for nothing */
    record Ending(TaskState state, @Nullable Object value) {}

    private static final class Instance {
        final String taskId;
        final int mapIndex;
        TaskState state = TaskState.NONE;
        int epoch;
        int times;
        Returned returned = Returned.NOTHING;
        List<String> leftOut = List.of();

        Instance(String taskId, int mapIndex) {
            this.taskId = taskId;
            this.mapIndex = mapIndex;
        }

        String name() {
            return taskId + "[" + mapIndex + "]";
        }
    }

    private final Graph graph;
    private final Script script;
    private final Random random;
    private final Map<String, Map<Integer, Instance>> instances = new LinkedHashMap<>();
    private final Map<Cell, TaskProgress> cells = new HashMap<>();
    private final Set<String> ran = new HashSet<>();
    private final List<String> history = new ArrayList<>();
    private RunProgress run;
    private Optional<RunState> end = Optional.empty();

    SimulatedRun(Graph graph, Script script, Random random) {
        this.graph = graph;
        this.script = script;
        this.random = random;
        this.run = RunProgress.initial(graph);
        graph.tasks().forEach(task -> {
            instances.put(task.id(), new HashMap<>(Map.of(-1, new Instance(task.id(), -1))));
            cells.put(Cell.whole(task.id()), TaskProgress.initial(graph, task));
        });
        decide(new Event.Started());
    }

    RunState toEnd() {
        while (end.isEmpty()) {
            var live = live();
            assertThat(live).as("%s", this).isNotEmpty();
            var instance = live.get(random.nextInt(live.size()));
            if (random.nextInt(8) == 0) {
                history.add(instance.name() + " lost");
                instance.epoch++;
            } else {
                end(instance);
            }
        }
        return end.get();
    }

    private List<Instance> all() {
        return instances.values().stream().flatMap(map -> map.values().stream()).toList();
    }

    private List<Instance> live() {
        return all().stream()
                .filter(instance -> instance.state == TaskState.SCHEDULED)
                .toList();
    }

    private void end(Instance instance) {
        assertThat(ran.add(instance.name() + "@" + instance.epoch))
                .as("%s runs twice", instance.name())
                .isTrue();
        assertInputs(instance);
        var ending = script.ending(graph, instance.taskId, instance.mapIndex, instance.times++);
        instance.state = ending.state();
        instance.returned = Returned.of(ending.value());
        var task = graph.task(instance.taskId);
        instance.leftOut = ending.state() == TaskState.SUCCESS ? LeftOut.by(graph, task, ending.value()) : List.of();
        history.add(instance.name() + " " + ending);
        decide(new Event.Ended(
                instance.taskId, instance.mapIndex, instance.state, instance.returned, instance.leftOut));
    }

    /** Under the rule that promises values, all that comes before an instance has succeeded at its own indexes. */
    private void assertInputs(Instance instance) {
        if (graph.task(instance.taskId).rule() != TriggerRule.ALL_SUCCESS) {
            return;
        }
        var path = path(instance);
        for (var upstream : graph.task(instance.taskId).upstream()) {
            var shared = path.prefix(graph.sharedScopes(instance.taskId, upstream));
            assertThat(requireNonNull(instances.get(upstream)).values())
                    .filteredOn(before ->
                            before.state != TaskState.REMOVED && path(before).startsWith(shared))
                    .as("%s before %s in %s", upstream, instance.name(), this)
                    .isNotEmpty()
                    .allMatch(before -> before.state == TaskState.SUCCESS);
        }
    }

    private MapPath path(Instance instance) {
        return MapPath.of(instance.mapIndex, graph.depth(instance.taskId));
    }

    private void decide(Event event) {
        var decision = Progression.decide(
                graph, run, cell -> requireNonNull(cells.get(cell), () -> cell + " in " + this), event);
        assertThat(decision.created()).noneMatch(cells::containsKey);
        run = decision.run();
        cells.putAll(decision.changed());
        decision.transitions().forEach(this::carryOut);
        assertThat(run).as("%s", this).isEqualTo(recount().run());
        assertThat(cells).as("%s", this).isEqualTo(recount().cells());
    }

    private Recount recount() {
        var leftOut = new LinkedHashSet<Cell>();
        all().stream()
                .filter(instance -> instance.state == TaskState.SUCCESS)
                .forEach(instance -> leftOut.addAll(
                        LeftOut.cells(graph, Cell.of(graph, instance.taskId, instance.mapIndex), instance.leftOut)));
        return Recount.of(
                graph,
                all().stream()
                        .map(instance -> new Recount.Instance(
                                instance.taskId, instance.mapIndex, instance.state, instance.returned))
                        .toList(),
                leftOut);
    }

    private void carryOut(Transition transition) {
        history.add(transition.toString());
        if (transition instanceof Transition.Expand expand) {
            int depth = graph.depth(expand.taskId());
            var map = requireNonNull(instances.get(expand.taskId()));
            requireNonNull(map.remove(expand.path().mapIndex(depth)), this::toString);
            for (int index = 0; index < expand.width(); index++) {
                int mapIndex = expand.path().child(index).mapIndex(depth);
                var before = map.get(mapIndex);
                if (before == null) {
                    map.put(mapIndex, new Instance(expand.taskId(), mapIndex));
                } else {
                    before.state = TaskState.NONE;
                }
            }
        } else if (transition instanceof Transition.Schedule schedule) {
            waiting(schedule.taskId(), schedule.instances()).forEach(instance -> {
                instance.state = TaskState.SCHEDULED;
                instance.epoch++;
            });
        } else if (transition instanceof Transition.Settle settle) {
            waiting(settle.taskId(), settle.instances()).forEach(instance -> instance.state = settle.state());
        } else if (transition instanceof Transition.EndRun ended) {
            end = Optional.of(ended.state());
        }
    }

    private List<Instance> waiting(String taskId, List<dev.dagrunr.dag.internal.decision.Span> spans) {
        return requireNonNull(instances.get(taskId)).values().stream()
                .filter(instance -> instance.state == TaskState.NONE)
                .filter(instance -> spans.stream().anyMatch(span -> span.holds(instance.mapIndex)))
                .toList();
    }

    /** Clears any instance with all that comes after it, as the store does. */
    void clearOne() {
        var present = all().stream()
                .filter(instance -> instance.state != TaskState.REMOVED)
                .toList();
        var chosen = present.get(random.nextInt(present.size()));
        history.add("clear " + chosen.name());
        var reach = Reach.after(graph, Map.of(chosen.taskId, Set.of(path(chosen))));
        var cleared = present.stream()
                .filter(instance -> instance == chosen || reach.holds(instance.taskId, instance.mapIndex))
                .toList();
        var paths = new HashMap<String, Set<MapPath>>();
        cleared.forEach(instance -> {
            paths.computeIfAbsent(instance.taskId, id -> new HashSet<>()).add(path(instance));
            instance.state = TaskState.NONE;
            instance.epoch++;
            instance.returned = Returned.NOTHING;
            instance.leftOut = List.of();
        });
        reach.unexpanded(paths, paths).forEach((task, places) -> places.forEach(place -> unexpand(task, place)));
        end = Optional.empty();
        cells.clear();
        cells.putAll(recount().cells());
        run = recount().run();
        decide(new Event.Started());
    }

    private void unexpand(String taskId, MapPath place) {
        int depth = graph.depth(taskId);
        var map = requireNonNull(instances.get(taskId));
        map.values()
                .removeIf(instance -> instance.mapIndex < 0 && path(instance).startsWith(place));
        map.values().stream()
                .filter(instance -> path(instance).startsWith(place))
                .forEach(instance -> instance.state = TaskState.REMOVED);
        int mapIndex = place.mapIndex(depth);
        map.put(mapIndex, new Instance(taskId, mapIndex));
    }

    @Override
    public String toString() {
        return String.join("\n", history);
    }
}
