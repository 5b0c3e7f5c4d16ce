package dev.dagrunr.dag;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class TaskGroupTest {
    private final DagBuilder<NoParams> dag = Dag.named("dag");

    private static TaskHandle task(TaskBuilder<NoParams> task) {
        return task.runs(Integer.class, context -> 1);
    }

    private List<String> upstream(String taskId) {
        return dag.build().graph().task(taskId).upstream();
    }

    @Test
    void namesTasksByTheirGroups() {
        var load = dag.group("load");
        task(load.task("copy"));
        task(load.group("indexes").task("build"));

        assertThat(dag.build().taskIds()).containsExactly("load.copy", "load.indexes.build");
    }

    @Test
    void runsAllOfAGroupAfterWhatComesBeforeIt() {
        var first = task(dag.task("first"));
        var load = dag.group("load").after(first);
        var a = task(load.task("a"));
        task(load.task("b").after(a));
        task(load.task("c"));
        task(dag.task("last").after(load));

        assertThat(upstream("load.a")).containsExactly("first");
        assertThat(upstream("load.b")).containsExactly("load.a");
        assertThat(upstream("load.c")).containsExactly("first");
        assertThat(upstream("last")).containsExactly("load.b", "load.c");
    }

    @Test
    void ordersGroupsWithinGroupsFirst() {
        var outer = dag.group("outer");
        var one = outer.group("one");
        task(one.task("a"));
        var two = outer.group("two");
        task(two.task("b"));
        task(dag.task("last").after(outer));
        two.after(one);

        assertThat(upstream("outer.two.b")).containsExactly("outer.one.a");
        assertThat(upstream("last")).containsExactly("outer.two.b");
    }

    @Test
    void doesNotWaitForTheTeardownsOfAGroup() {
        var load = dag.group("load");
        var setup = load.task("setup").setup().runs(Integer.class, context -> 1);
        var work = load.task("work").after(setup).runs(Integer.class, context -> 1);
        load.task("teardown").after(work).teardownOf(setup).runs(Integer.class, context -> 1);
        var next = dag.group("next").after(load);
        task(next.task("a"));

        assertThat(upstream("next.a")).containsExactly("load.work");
    }

    @Test
    void keepsAMappedTaskAtTheEndOfAGroupMapped() {
        var load = dag.group("load");
        load.task("copy").expand(Expandable.of(List.of(1, 2))).runs(Integer.class, (number, context) -> number);
        task(dag.task("last").after(load));

        assertThat(DagTester.of(dag.build()).run().transcript())
                .containsSubsequence("load.copy[0] success", "load.copy[1] success", "last running");
    }

    @Test
    void drawsGroupsAsSubgraphs() {
        var load = dag.group("load");
        var copy = task(load.task("copy"));
        var indexes = load.group("indexes").after(copy);
        task(indexes.task("build"));
        task(dag.task("report").after(load));

        assertThat(dag.build().toMermaid()).isEqualTo("""
                flowchart TD
                  subgraph load["load"]
                    load.copy["load.copy"]
                    subgraph load.indexes["load.indexes"]
                      load.indexes.build["load.indexes.build"]
                    end
                  end
                  report["report"]
                  load.copy --> load.indexes.build
                  load.indexes.build --> report
                """);
    }

    @Test
    void leavesTheIdsOfAGroupWithoutPrefixAsTheyAre() {
        var loaded = dag.group("each")
                .withoutPrefix()
                .expand(Expandable.of(List.of(1, 2)))
                .tasks((each, number) -> {
                    var copy = each.task("copy").reads(number).runs(Integer.class, (n, context) -> n);
                    each.task("check").after(copy).runs(Integer.class, context -> 0);
                    return copy;
                });
        dag.task("sum").reads(loaded).runs(Integer.class, (all, context) -> all.size());
        var built = dag.build();

        assertThat(built.toMermaid())
                .contains("subgraph each[", "copy[[\"copy × n\"]]", "check[[\"check × n\"]]", "copy --> sum");
        assertThat(DagTester.of(built).run().value("sum")).isEqualTo(2);
    }

    @Test
    void reportsEveryProblemOfGroups() {
        task(dag.task("load"));
        var load = dag.group("load");
        task(load.task("a").after(load));
        dag.group("empty");
        task(dag.group("a.b").task("c"));
        task(dag.group("load").task("d").after(Dag.named("other").group("elsewhere")));

        assertThatThrownBy(dag::build)
                .isInstanceOf(InvalidDagException.class)
                .hasMessageContaining("Group 'load' has the id of a task; rename one of them")
                .hasMessageContaining("Task 'load.a' cannot run after group 'load', for one is in the other")
                .hasMessageContaining("Group 'empty' has no tasks")
                .hasMessageContaining("Group id 'a.b' is not valid")
                .hasMessageContaining("Group 'load' is declared twice")
                .hasMessageContaining("Task 'load.d' depends on group 'elsewhere', which belongs to another DAG");
    }
}
