package dev.dagrunr.dashboard.internal.page;

import dev.dagrunr.dag.TaskState;
import dev.dagrunr.engine.view.RunSummary;
import dev.dagrunr.engine.view.TaskSummary;
import dev.dagrunr.engine.view.TaskTimes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** When each task of a run worked: from the first start of its instances to their last end. */
record Gantt(RunSummary run, Shape shape, Map<String, TaskSummary> tasks, Map<String, TaskTimes> times) {
    private static final double WIDTH = 1_000;

    private Instant from() {
        return run.startedAt().orElse(run.queuedAt());
    }

    Html draw(Instant now) {
        var end = run.endedAt().orElse(now);
        double millis = Math.max(1, Duration.between(from(), end).toMillis());
        var rows = new ArrayList<Html>();
        for (var task : shape.tasks()) {
            var summary = tasks.get(task.id());
            var time = times.get(task.id());
            if (summary != null && time != null && time.startedAt().isPresent()) {
                rows.add(row(task, States.of(summary), time, end, millis));
            }
        }
        return Layout.table(
                "When tasks worked",
                List.of("Task", "State", "0 to " + Times.text(Duration.ofMillis((long) millis)), "Start#", "Duration#"),
                rows,
                "No task has started yet.");
    }

    private Html row(Shape.Task task, TaskState state, TaskTimes time, Instant end, double millis) {
        var start = time.startedAt().orElseThrow();
        var last = time.endedAt().orElse(end);
        // after a clear, an instance can have started before its run did anew
        double from = Math.max(0, Duration.between(from(), start).toMillis());
        double length = Math.max(0, Duration.between(start, last).toMillis());
        return Html.of(
                """
                <tr><th scope="row"><a href="{}">{}</a></th><td>{}</td>\
                <td class="chart"><svg viewBox="0 0 1000 14" preserveAspectRatio="none" role="img" aria-label="{}">\
                <rect class="rail" x="0" y="6" width="1000" height="2"/>\
                <rect class="{}" x="{}" y="1" width="{}" height="12"/></svg></td>\
                <td class="num">+ {}</td><td class="num">{}</td></tr>
                """,
                Links.task(run, task.id()),
                task.id(),
                States.badge(state),
                task.id() + " from " + Times.text(Duration.ofMillis((long) from)) + " on, for "
                        + Times.text(Duration.ofMillis((long) length)),
                States.css(state.wireName()),
                States.round(Math.min(WIDTH - 3, from / millis * WIDTH)),
                States.round(Math.max(3, Math.min(WIDTH, length / millis * WIDTH))),
                Times.text(Duration.ofMillis((long) from)),
                Times.duration(time.startedAt(), time.endedAt()));
    }
}
