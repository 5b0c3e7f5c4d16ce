package dev.dagrunr.dashboard.internal.page;

import dev.dagrunr.dag.RunState;
import dev.dagrunr.dag.TaskState;
import dev.dagrunr.engine.view.TaskSummary;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** States as they are shown: by a colour, a sign and a word, never by the colour alone. */
final class States {
    /** What tells most about a task with many instances comes first. */
    private static final List<TaskState> BY_WEIGHT = List.of(
            TaskState.FAILED,
            TaskState.UP_FOR_RETRY,
            TaskState.RUNNING,
            TaskState.RESTARTING,
            TaskState.UP_FOR_RESCHEDULE,
            TaskState.QUEUED,
            TaskState.SCHEDULED,
            TaskState.UPSTREAM_FAILED,
            TaskState.NONE,
            TaskState.SUCCESS,
            TaskState.SKIPPED,
            TaskState.REMOVED);

    /** From what is over to what is yet to come. */
    private static final List<TaskState> BY_TIME = List.of(
            TaskState.SUCCESS,
            TaskState.FAILED,
            TaskState.UPSTREAM_FAILED,
            TaskState.SKIPPED,
            TaskState.REMOVED,
            TaskState.RUNNING,
            TaskState.RESTARTING,
            TaskState.UP_FOR_RETRY,
            TaskState.UP_FOR_RESCHEDULE,
            TaskState.QUEUED,
            TaskState.SCHEDULED,
            TaskState.NONE);

    private States() {}

    /** The class that gives the colour. */
    static String css(String wireName) {
        return "s-" + wireName;
    }

    static String word(String wireName) {
        return wireName.equals("none") ? "waiting" : wireName.replace('_', ' ');
    }

    static String sign(String wireName) {
        return switch (wireName) {
            case "success" -> "✓";
            case "failed", "lost" -> "✕";
            case "running" -> "▶";
            case "queued" -> "◷";
            case "scheduled" -> "◌";
            case "up_for_retry" -> "↻";
            case "up_for_reschedule" -> "◔";
            case "restarting" -> "⟲";
            case "skipped" -> "»";
            case "upstream_failed" -> "⊘";
            case "removed" -> "−";
            default -> "·";
        };
    }

    static Html badge(RunState state) {
        return badge(state.wireName());
    }

    static Html badge(TaskState state) {
        return badge(state.wireName());
    }

    static Html badge(String wireName) {
        return Html.of(
                "<span class=\"badge {}\"><span aria-hidden=\"true\">{}</span> {}</span>",
                css(wireName),
                sign(wireName),
                word(wireName));
    }

    /** The state that a task with these instances is shown in. */
    static TaskState of(TaskSummary task) {
        return BY_WEIGHT.stream()
                .filter(state -> task.count(state) > 0)
                .findFirst()
                .orElse(task.expanded() ? TaskState.SUCCESS : TaskState.NONE);
    }

    /** Such as {@code 3 success, 1 failed}. */
    static String counts(Map<TaskState, Integer> counts) {
        return BY_TIME.stream()
                .filter(counts::containsKey)
                .map(state -> Times.count(counts.getOrDefault(state, 0)) + " " + word(state.wireName()))
                .collect(Collectors.joining(", "));
    }

    /** A bar of as many colours as there are states. */
    static Html bar(TaskSummary task) {
        var segments = new StringBuilder();
        double x = 0;
        double all = Math.max(1, task.total());
        for (var state : BY_TIME) {
            double width = task.count(state) * 100 / all;
            if (width > 0) {
                segments.append(Html.of(
                                "<rect class=\"{}\" x=\"{}\" y=\"0\" width=\"{}\" height=\"8\"/>",
                                css(state.wireName()),
                                round(x),
                                round(width))
                        .markup());
                x += width;
            }
        }
        return Html.of(
                "<svg class=\"bar\" viewBox=\"0 0 100 8\" preserveAspectRatio=\"none\" role=\"img\" aria-label=\"{}\">{}</svg>",
                counts(task.counts()),
                new Html(segments.toString()));
    }

    static String round(double number) {
        return String.format(Locale.ROOT, "%.2f", number);
    }

    /** Choices of a filter. */
    static List<TaskState> shown() {
        return BY_TIME;
    }
}
