package dev.dagrunr.dag;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** What is wrong with the slots that a task is to take. */
final class SlotProblems {
    private static final Pattern POOL = Pattern.compile("[A-Za-z0-9_.-]{1,250}");

    private SlotProblems() {}

    static List<String> of(TaskDraft task) {
        var problems = new ArrayList<String>();
        var slots = task.slots;
        if (!POOL.matcher(slots.pool()).matches()) {
            problems.add("Task '" + task.id + "' has the pool '" + slots.pool()
                    + "', which is not valid; use 1 to 250 letters, digits, underscores, dots and dashes");
        }
        atLeastOne(task, "poolSlots", Optional.of(slots.poolSlots())).ifPresent(problems::add);
        atLeastOne(task, "maxActiveTisPerDag", slots.maxActive()).ifPresent(problems::add);
        atLeastOne(task, "maxActiveTisPerDagrun", slots.maxActiveInRun()).ifPresent(problems::add);
        return problems;
    }

    private static Optional<String> atLeastOne(TaskDraft task, String setting, Optional<Integer> value) {
        return value.filter(number -> number < 1)
                .map(number -> "Task '" + task.id + "' has " + setting + " " + number + "; it must be at least 1");
    }
}
