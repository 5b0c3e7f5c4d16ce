package dev.dagrunr.examples;

import dev.dagrunr.dag.Dag;
import dev.dagrunr.dag.Expandable;
import dev.dagrunr.dag.NoParams;
import dev.dagrunr.dag.TaskContext;
import dev.dagrunr.dag.TriggerRule;
import java.util.List;

/**
 * A group for each region, with groups within: in each of them a database is set up and taken down again, and a branch chooses
 * for its own region alone. A task beside reads how all of them ended.
 */
public final class Regions {
    private Regions() {}

    public static Dag<NoParams> dag() {
        var dag = Dag.named("regions");
        var regions = Expandable.of(List.of("north", "south", "west"));
        var all = dag.group("region").expand(regions).labels(name -> name).tasks((group, region) -> {
            var database = group.task("create_database").setup().reads(region).runs(String.class, Regions::create);
            var choice = group.task("choose").reads(database).branches(Regions::choose);
            var checks = group.group("checks");
            var quick = checks.task("quick").after(choice).runs(String.class, context -> "quick");
            var thorough = checks.task("thorough").after(choice).runs(String.class, context -> "thorough");
            var checked = group.task("checked")
                    .after(quick, thorough)
                    .when(TriggerRule.NONE_FAILED_MIN_ONE_SUCCESS)
                    .runs(String.class, context -> context.attempt().label());
            group.task("drop_database").after(checked).teardownOf(database).runs(Boolean.class, context -> true);
            return checked;
        });
        dag.task("summary")
                .reads(all.outcomes())
                .when(TriggerRule.ALL_DONE)
                .runs(
                        String.class,
                        (outcomes, context) ->
                                String.join(" ", outcomes.values().toList()));
        return dag.build();
    }

    private static String create(String region, TaskContext<NoParams> context) {
        return "db_" + region;
    }

    private static List<String> choose(String database, TaskContext<NoParams> context) {
        return List.of(database.equals("db_south") ? "region.checks.thorough" : "region.checks.quick");
    }
}
