package dev.dagrunr.engine;

import static dev.dagrunr.engine.ConformanceTables.cell;

import dev.dagrunr.dag.Dag;
import dev.dagrunr.dag.DagBuilder;
import dev.dagrunr.dag.Expandable;
import dev.dagrunr.dag.ListNode;
import dev.dagrunr.dag.NoParams;
import dev.dagrunr.dag.Node;
import dev.dagrunr.dag.RunState;
import dev.dagrunr.dag.TaskBuilder;
import dev.dagrunr.dag.TaskFailedException;
import dev.dagrunr.dag.TaskHandle;
import dev.dagrunr.dag.TaskSkippedException;
import dev.dagrunr.dag.TriggerRule;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The rows that are sampled, of each table some. */
final class StoreCases {
    /** How many rows of each trigger rule run through the store. */
    private static final int ROWS_OF_A_RULE = 6;

    private final DagBuilder<NoParams> dag;
    private final String id;
    private final List<TaskHandle> failing = new ArrayList<>();

    private StoreCases(String id) {
        this.id = id;
        this.dag = Dag.named(id);
    }

    static List<StoreCase> all() {
        return Stream.of(
                        triggerRules(),
                        countedRules(),
                        mapSources(),
                        mapping(),
                        cleared(),
                        choices(),
                        setups(),
                        runStates())
                .flatMap(List::stream)
                .toList();
    }

    private static StoreCases row(String id) {
        return new StoreCases(id);
    }

    private StoreCase with(String... states) {
        return StoreCase.of(id, dag.build(), states);
    }

    // ---- bodies that end as a table says

    private Node<Integer> task(String taskId, String state, TaskHandle... upstream) {
        if (state.equals("upstream_failed")) {
            var broken = task("before_" + taskId, "failed", upstream);
            return noted(state, dag.task(taskId).after(broken).runs(Integer.class, context -> 1));
        }
        return noted(
                state,
                inOrder(state, dag.task(taskId)).after(upstream).runs(Integer.class, context -> ending(state, 1)));
    }

    private ListNode<Integer> list(String taskId, String state, Integer... elements) {
        if (state.equals("upstream_failed")) {
            var broken = task("before_" + taskId, "failed");
            return noted(state, dag.task(taskId).after(broken).runsList(Integer.class, context -> List.of(elements)));
        }
        return noted(
                state,
                inOrder(state, dag.task(taskId)).runsList(Integer.class, context -> ending(state, List.of(elements))));
    }

    /** A row tells of states that are there together; here what is skipped ends after what fails, which weighs more. */
    private TaskBuilder<NoParams> inOrder(String state, TaskBuilder<NoParams> task) {
        return state.equals("skipped") && !failing.isEmpty()
                ? task.after(failing.toArray(TaskHandle[]::new)).when(TriggerRule.ALL_DONE)
                : task;
    }

    private <T extends TaskHandle> T noted(String state, T task) {
        if (state.endsWith("failed")) {
            failing.add(task);
        }
        return task;
    }

    private static <T> T ending(String state, T value) {
        return switch (state) {
            case "success" -> value;
            case "skipped" -> throw new TaskSkippedException("as the row says");
            case "failed" -> throw new TaskFailedException("as the row says");
            default -> throw new IllegalArgumentException(state);
        };
    }

    private static Expandable<Integer> literal(Integer... elements) {
        return Expandable.of(List.of(elements));
    }

    // ---- tables

    /** Of each rule some rows whose upstream tasks have all ended, spread over its part of the table. */
    private static List<StoreCase> triggerRules() {
        var byRule = new HashMap<String, List<Map<String, String>>>();
        for (var row : ConformanceTables.read("trigger_rule_exhaustive_derived.tsv")) {
            var states = cell(row, "upstream_states(unordered multiset)");
            if (!states.contains("unfinished") && !states.contains("removed")) {
                byRule.computeIfAbsent(cell(row, "trigger_rule"), rule -> new ArrayList<>())
                        .add(row);
            }
        }
        return byRule.values().stream()
                .flatMap(rows -> IntStream.range(0, ROWS_OF_A_RULE)
                        .mapToObj(i -> rows.get(i * (rows.size() - 1) / (ROWS_OF_A_RULE - 1))))
                .map(row -> ruled(
                        cell(row, "case_id"),
                        cell(row, "trigger_rule"),
                        List.of(cell(row, "upstream_states(unordered multiset)").split(",")),
                        cell(row, "expected_scheduler_outcome")))
                .toList();
    }

    private static StoreCase ruled(String id, String rule, List<String> upstream, String outcome) {
        var row = row(id);
        var failedFirst = upstream.stream()
                .sorted(Comparator.comparing(state -> state.equals("skipped")))
                .toList();
        var tasks = IntStream.range(0, upstream.size())
                .mapToObj(i -> row.task("u" + i, failedFirst.get(i)))
                .toArray(TaskHandle[]::new);
        row.dag
                .task("t")
                .after(tasks)
                .when(TriggerRule.valueOf(rule.toUpperCase(Locale.ROOT)))
                .runs(Integer.class, context -> 1);
        var state = outcome.equals("RUN")
                ? "success"
                : outcome.toLowerCase(Locale.ROOT).replace("set_", "");
        return row.with("t " + state);
    }

    private static List<StoreCase> countedRules() {
        return ConformanceTables.read("trigger_rule_cases.tsv").stream()
                .filter(row -> cell(row, "upstream_setup_total").equals("0")
                        && cell(row, "n_removed").equals("0")
                        && cell(row, "map_index").equals("-1")
                        && cell(row, "counts_consistent").equals("yes")
                        && !cell(row, "n_done").equals("0")
                        && cell(row, "upstream_total").equals(cell(row, "n_done"))
                        && cell(row, "propagate_flag(flag_upstream_failed)").equals("true"))
                .filter(row -> !cell(row, "expected_rule_satisfied").equals("false")
                        || !cell(row, "expected_new_state").equals("(unchanged)"))
                .limit(12)
                .map(row -> ruled(
                        cell(row, "case_id"),
                        cell(row, "trigger_rule"),
                        Stream.of("success", "skipped", "failed", "upstream_failed")
                                .flatMap(state -> IntStream.range(0, Integer.parseInt(cell(row, "n_" + state)))
                                        .mapToObj(i -> state))
                                .toList(),
                        cell(row, "expected_new_state").equals("(unchanged)")
                                ? "RUN"
                                : cell(row, "expected_new_state")))
                .toList();
    }

    private static List<StoreCase> mapSources() {
        var ends = List.of("success", "skipped", "failed", "upstream_failed");
        return ConformanceTables.read("mapped_upstream_dep_cases.tsv").stream()
                .filter(row -> cell(row, "mapped_task_state_before").equals("none")
                        && ends.contains(cell(row, "t1_state"))
                        && ends.contains(cell(row, "t2_state")))
                .map(StoreCases::mapSource)
                .toList();
    }

    private static StoreCase mapSource(Map<String, String> cells) {
        var row = row(cell(cells, "case_id"));
        boolean secondFirst = cell(cells, "t1_state").equals("skipped");
        var early =
                secondFirst ? row.list("t2", cell(cells, "t2_state"), 2) : row.list("t1", cell(cells, "t1_state"), 1);
        var late =
                secondFirst ? row.list("t1", cell(cells, "t1_state"), 1) : row.list("t2", cell(cells, "t2_state"), 2);
        var lists = early.cross(late);
        if (cell(cells, "shape").startsWith("g1")) {
            row.dag
                    .group("g1")
                    .expand(lists)
                    .tasks((group, pair) -> group.group("g2")
                            .task("m")
                            .reads(pair)
                            .runs(Integer.class, (both, context) -> both.first()));
            return row.with("g1.g2.m " + cell(cells, "mapped_task_state_after"));
        }
        row.dag.task("m").expand(lists).runs(Integer.class, (both, context) -> both.first());
        return row.with("m " + cell(cells, "mapped_task_state_after"));
    }

    private static List<StoreCase> mapping() {
        return List.of(
                row("MP003").shows("[1,2,3]", of -> of.list("numbers", "success", 1, 2, 3)),
                row("MP005")
                        .shows(
                                "[25,210,45,410,85,810]",
                                of -> literal(2, 4, 8)
                                        .cross(literal(5, 10))
                                        .map(both -> Integer.parseInt("" + both.first() + both.second()))),
                row("MP017")
                        .shows(
                                "[11,22,33]",
                                of -> literal(1, 2, 3)
                                        .zip(of.list("numbers", "success", 1, 2, 3, 4))
                                        .map(both -> both.first() * 10 + both.second())),
                row("MP021").shows("[1,2,3,8,9]", of -> literal(1, 2, 3).concat(of.list("more", "success", 8, 9))),
                row("MP019")
                        .shows(
                                "[11,12]",
                                of -> of.list("numbers", "success", 1, 2)
                                        .map(n -> n * 10)
                                        .zip(literal(1, 2))
                                        .map(both -> both.second() + 10)),
                emptyLists(),
                failedList("MP048", TriggerRule.ALL_SUCCESS),
                failedList("MP049", TriggerRule.ALL_DONE),
                skippedElement(),
                groupValues(),
                groupSkip());
    }

    @FunctionalInterface
    private interface Listing {
        Expandable<Integer> of(StoreCases row);
    }

    private StoreCase shows(String json, Listing listing) {
        var show = dag.task("show").expand(listing.of(this)).runs(Integer.class, (n, context) -> n);
        dag.task("all").reads(show).runsList(Integer.class, (values, context) -> values);
        return with("show0 success").returns("all", json);
    }

    private static StoreCase emptyLists() {
        var row = row("MP027");
        var m1 = row.dag
                .task("m1")
                .after(row.task("hi", "success"))
                .expand(literal())
                .runs(Integer.class, (n, context) -> n);
        row.dag.task("m2").expand(m1).runs(Integer.class, (n, context) -> n);
        return row.with("m1 skipped", "m2 skipped").ends(RunState.SUCCESS);
    }

    private static StoreCase failedList(String id, TriggerRule rule) {
        var row = row(id);
        row.dag.task("consumer").expand(row.list("list", "failed")).when(rule).runs(Integer.class, (n, context) -> n);
        return row.with("consumer upstream_failed").ends(RunState.FAILED);
    }

    private static StoreCase skippedElement() {
        var row = row("MP015");
        row.dag
                .task("forward")
                .expand(literal(1, 2, 3).map(n -> n == 3 ? ending("skipped", n) : n))
                .runs(Integer.class, (n, context) -> n);
        return row.with("forward0 success", "forward1 success", "forward2 skipped");
    }

    private static StoreCase groupValues() {
        var row = row("MP062");
        var all = row.dag.group("tg").expand(literal(7, 4, 9)).tasks((group, va) -> {
            var t1 = group.task("t1").reads(va).runs(Integer.class, (n, context) -> n);
            return group.task("t2").reads(t1).runs(Integer.class, (n, context) -> n);
        });
        row.dag.task("t3").reads(all).runsList(Integer.class, (values, context) -> values);
        return row.with("tg.t20 success", "tg.t22 success").returns("t3", "[7,4,9]");
    }

    private static StoreCase groupSkip() {
        var row = row("MP067");
        var list = row.list("make_list", "success", 1, 2, 3);
        row.dag.group("group").expand(list).tasks((group, number) -> {
            var doubled = group.task("double")
                    .reads(number)
                    .runs(Integer.class, (n, context) -> n == 2 ? ending("skipped", n) : n * 2);
            return group.task("last").reads(doubled).runs(Integer.class, (n, context) -> n);
        });
        return row.with("group.double1 skipped", "group.last0 success", "group.last1 skipped", "group.last2 success");
    }

    // ---- what is cleared

    private static List<StoreCase> cleared() {
        return List.of(
                remade("MP038", List.of(3, 4), "mapped0 success", "mapped3 success"),
                remade("MP040", List.of(3, 0), "mapped skipped", "mapped0 removed", "mapped2 removed"),
                remade("MP042", List.of(2, 1), "mapped0 success", "mapped1 removed"),
                remade("MP043", List.of(2, 2), "mapped0 success", "mapped1 success"),
                remade("MP033", List.of(5, 3), "mapped2 success", "mapped3 removed", "mapped4 removed"),
                oneIndexCleared(),
                survivesClear());
    }

    /** A list that has another length when everything is cleared. */
    private static StoreCase remade(String id, List<Integer> lengths, String... states) {
        var row = row(id);
        var time = new AtomicInteger();
        var list = row.dag
                .task("list")
                .runsList(
                        Integer.class,
                        context -> IntStream.range(0, lengths.get(Math.min(time.getAndIncrement(), lengths.size() - 1)))
                                .boxed()
                                .toList());
        row.dag.task("mapped").expand(list).runs(Integer.class, (n, context) -> n);
        return row.with(states).afterClearing(ClearOptions.wholeRun());
    }

    private static StoreCase oneIndexCleared() {
        var row = row("CR024");
        var list = row.list("make_arg_lists", "success", 1, 2);
        var tries = row.dag
                .task("t1")
                .expand(list)
                .runs(Integer.class, (n, context) -> context.attempt().tryNumber());
        row.dag.task("tries").reads(tries).runsList(Integer.class, (values, context) -> values);
        return row.with("t10 success", "t11 success")
                .afterClearing(ClearOptions.task("t1").withMapIndex(0), ClearOptions.task("tries"))
                .returns("tries", "[2,1]");
    }

    private static StoreCase survivesClear() {
        var row = row("BS021");
        row.branch("branch_1");
        return row.with("branch_1 success", "branch_2 skipped").afterClearing(ClearOptions.task("branch_2"));
    }

    // ---- branches and short circuits

    private TaskHandle branch(String... chosen) {
        var branch = dag.task("branch").branches(context -> List.of(chosen));
        task("branch_1", "success", branch);
        task("branch_2", "success", branch);
        return branch;
    }

    private static List<StoreCase> choices() {
        var one = row("BS018");
        one.branch("branch_1");
        var none = row("BS024");
        none.branch();
        var refused = row("BS033");
        refused.branch("task4");
        return List.of(
                one.with("branch success", "branch_1 success", "branch_2 skipped"),
                none.with("branch_1 skipped", "branch_2 skipped"),
                refused.with("branch failed", "branch_1 upstream_failed"),
                shortCircuit("BS001", false, true, "op1 skipped", "op2 skipped"),
                shortCircuit("BS007", false, false, "op1 skipped", "op2 skipped"),
                shortCircuit("BS009", true, true, "op1 success", "op2 success"),
                joined("BS025", "task1", "task1 success", "join success"),
                joined("BS026", "join", "task1 skipped", "join success"));
    }

    private static StoreCase shortCircuit(String id, boolean goesOn, boolean all, String... states) {
        var row = row(id);
        var first = all
                ? row.dag.task("short_circuit").shortCircuits(context -> goesOn)
                : row.dag.task("short_circuit").shortCircuitsNext(context -> goesOn);
        row.task("op2", "success", row.task("op1", "success", first));
        return row.with(states);
    }

    private static StoreCase joined(String id, String chosen, String... states) {
        var row = row(id);
        var branch = row.dag.task("branch").branches(context -> List.of(chosen));
        var first = row.task("task1", "success", branch);
        row.dag
                .task("join")
                .after(branch, first)
                .when(TriggerRule.NONE_FAILED_MIN_ONE_SUCCESS)
                .runs(Integer.class, context -> 1);
        return row.with(states);
    }

    // ---- setups and run states

    private static List<StoreCase> setups() {
        return List.of(
                chained("SU016", "failed", "t2 upstream_failed", "t3 upstream_failed"),
                chained("SU018", "skipped", "t2 skipped", "t3 skipped"),
                mappedSetup(),
                groupedSetup());
    }

    private static StoreCase chained(String id, String setup, String... states) {
        var row = row(id);
        var t1 = row.dag.task("t1").setup().runs(Integer.class, context -> ending(setup, 1));
        row.task("t3", "success", row.task("t2", "success", t1));
        return row.with(states);
    }

    private static StoreCase mappedSetup() {
        var row = row("SU009");
        var setup = row.dag
                .task("my_setup")
                .setup()
                .maxActiveTisPerDagrun(1)
                .expand(literal(0, 1, 2))
                .runs(
                        Integer.class,
                        (n, context) ->
                                ending(List.of("success", "failed", "skipped").get(n), n));
        var work = row.task("my_work", "success", setup);
        row.dag.task("my_teardown").after(work).teardownOf(setup).runs(Integer.class, context -> 1);
        return row.with("my_setup1 failed", "my_setup2 skipped", "my_work upstream_failed", "my_teardown success");
    }

    private static StoreCase groupedSetup() {
        var row = row("SU008");
        row.dag.group("g").expand(literal(0, 1, 2)).tasks((group, number) -> {
            var setup = group.task("my_setup").setup().reads(number).runs(Integer.class, (n, context) -> n);
            var work = group.task("my_work")
                    .reads(number)
                    .after(setup)
                    .runs(
                            Integer.class,
                            (n, context) -> ending(
                                    List.of("success", "failed", "skipped").get(n), n));
            return group.task("my_teardown").after(work).teardownOf(setup).runs(Integer.class, context -> 1);
        });
        return row.with(
                "g.my_work0 success",
                "g.my_work1 failed",
                "g.my_work2 skipped",
                "g.my_teardown0 success",
                "g.my_teardown1 success",
                "g.my_teardown2 success");
    }

    private static List<StoreCase> runStates() {
        var skipped = row("DS001");
        skipped.task("s2", "success", skipped.task("s1", "skipped"));
        var teardown = row("DS012");
        teardown.dag
                .task("teardown")
                .after(teardown.task("mytask", "success"))
                .teardownOf()
                .runs(Integer.class, context -> ending("failed", 1));
        var work = row("DS016");
        var setup = work.dag.task("setup").setup().runs(Integer.class, context -> 1);
        work.dag
                .task("teardown")
                .after(work.task("mytask", "failed", setup))
                .teardownOf(setup)
                .runs(Integer.class, context -> 1);
        return List.of(
                skipped.with("s1 skipped", "s2 skipped").ends(RunState.SUCCESS),
                teardown.with("teardown failed").ends(RunState.SUCCESS),
                work.with("mytask failed", "teardown success").ends(RunState.FAILED));
    }
}
