package dev.dagrunr.dag;

import java.util.List;

/** A DAG with every kind of task: plain, a list, mapped, a join over all endings, a sub-run. */
final class MigrationShapedDag {
    private MigrationShapedDag() {}

    record Conf(String schema) {}

    record TableLoad(String table, long rows) {}

    record Report(long rows, List<String> failures) {}

    static Dag<Conf> validation() {
        var dag = Dag.named("validate", Conf.class);
        dag.task("compare_rows")
                .runs(Boolean.class, context -> !context.params().schema().isEmpty());
        return dag.build();
    }

    static Dag<Conf> migration() {
        var dag = Dag.named("migrate", Conf.class).defaults(new Conf("public"));
        var schema =
                dag.task("extract_source_schema").runsList(String.class, context -> List.of("users", "posts", "votes"));
        var target = dag.task("create_target_schema").after(schema).runs(Boolean.class, context -> true);
        var loads = dag.task("prepare_tables")
                .reads(schema, target)
                .runsList(
                        TableLoad.class,
                        (tables, created, context) -> tables.stream()
                                .map(table -> new TableLoad(table, table.length()))
                                .toList());
        var loaded = dag.task("transfer_table")
                .expand(loads)
                .labels(TableLoad::table)
                .runs(Long.class, (load, context) -> {
                    context.log().info(load.rows() + " rows");
                    return load.rows();
                });
        var report = dag.task("collect_all_results")
                .reads(loaded.outcomes())
                .when(TriggerRule.ALL_DONE)
                .runs(Report.class, (outcomes, context) -> report(outcomes));
        var validated = dag.task("trigger_validation")
                .reads(report)
                .triggers(
                        validation(),
                        (all, context) -> new Conf(context.params().schema()));
        dag.task("generate_migration_summary")
                .reads(report, validated)
                .runs(String.class, (all, run, context) -> all.rows() + " rows, " + run.state());
        return dag.build();
    }

    private static Report report(Outcomes<Long> outcomes) {
        var failures = outcomes.entries().stream()
                .filter(entry -> entry.outcome() instanceof Outcome.Failed)
                .map(Outcomes.Entry::label)
                .toList();
        return new Report(outcomes.values().mapToLong(Long::longValue).sum(), failures);
    }
}
