package dev.dagrunr.examples;

import dev.dagrunr.dag.Dag;
import dev.dagrunr.dag.Param;
import dev.dagrunr.dag.RetryPolicy;
import dev.dagrunr.dag.Sensing;
import dev.dagrunr.dag.TaskContext;
import dev.dagrunr.dag.Timetable;
import dev.dagrunr.dag.TriggerRule;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A load that runs each night: a schedule that catches up, bounded parameters, a task that waits for a file, one that needs the
 * night before, a branch whose ends meet in an empty task, and callbacks.
 */
public final class NightlyLoad {
    /** Who was told what. */
    final List<String> told = new ArrayList<>();

    /** How often somebody looked for the file of tonight. */
    private int looks;

    /** What a trigger may say; whatever is wrong with it is said before a run exists. */
    public record Params(
            @Param(description = "Which shop", pattern = "[a-z]{2,10}")
            String shop,

            @Param(description = "Rows that are loaded at once", min = 1, max = 100_000)
            int batch) {}

    public Dag<Params> dag() {
        var dag = Dag.named("nightly_load", Params.class)
                .defaults(new Params("berlin", 1_000))
                .schedule(Timetable.cron("30 2 * * mon-fri", ZoneId.of("Europe/Berlin")))
                .startDate(Instant.parse("2026-01-01T00:00:00Z"))
                .catchup()
                .retries(RetryPolicy.exponential(2, Duration.ofSeconds(30)))
                .onFailure(run -> told.add("failed: " + run.runId()));

        var file = dag.task("file_arrived")
                .waitsFor(
                        String.class,
                        Sensing.reschedule(Duration.ofMinutes(5)).withTimeout(Duration.ofHours(4)),
                        this::find);
        var rows = dag.task("load")
                .reads(file)
                .dependsOnPast()
                .onSuccess((context, reason) ->
                        told.add("loaded " + context.params().shop()))
                .runs(Integer.class, this::load);
        var size = dag.task("size")
                .reads(rows)
                .branches((count, context) -> count > context.params().batch() ? List.of("compact") : List.of("done"));
        var compact = dag.task("compact").after(size).runs(Boolean.class, context -> true);
        var done = dag.task("done")
                .after(size, compact)
                .when(TriggerRule.NONE_FAILED_MIN_ONE_SUCCESS)
                .empty();
        dag.task("report").after(done).runs(String.class, context -> "loaded");
        return dag.build();
    }

    private Optional<String> find(TaskContext<Params> context) {
        looks++;
        return looks < 3 ? Optional.empty() : Optional.of(context.params().shop() + ".csv");
    }

    private int load(String file, TaskContext<Params> context) {
        context.log().info("Loading " + file);
        return context.params().batch() + 1;
    }
}
