package dev.dagrunr.dashboard.internal.page;

import dev.dagrunr.dag.TaskState;
import dev.dagrunr.dashboard.internal.progress.Pace;
import dev.dagrunr.engine.view.InstanceView;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How far one table of a migration is, over the one task or the several partitions that move it. Immutable. */
record TableProgress(
        String table,
        long done,
        long expected,
        long bytes,
        Map<TaskState, Integer> parts,
        Optional<Instant> startedAt,
        Optional<Instant> endedAt) {

    /**
     * By the table's name for people.
     *
     * @param planned rows by estimate, of all tables, also those that no task has begun with
     * @param groups the tables of instances that move several, by label, in the order in which they are moved
     * @param instances of the tasks that move rows; a label is a table's name, and for a partition also which one
     */
    static Map<String, TableProgress> of(
            Map<String, Long> planned, Map<String, List<String>> groups, List<InstanceView> instances) {
        var tables = new LinkedHashMap<String, TableProgress>();
        planned.forEach((table, rows) ->
                tables.put(table, new TableProgress(table, 0, rows, 0, Map.of(), Optional.empty(), Optional.empty())));
        for (var instance : instances) {
            var group = groups.get(instance.label());
            if (group != null) {
                share(planned, group, instance).forEach(part -> tables.merge(part.table(), part, TableProgress::plus));
                continue;
            }
            var table = instance.label().replaceFirst(" \\d+/\\d+$", "");
            tables.merge(table, of(table, instance), TableProgress::plus);
        }
        return tables;
    }

    /** One instance moved these, one after the other: of its rows each has as many as it was planned to have, of its bytes as many as of its rows. */
    private static List<TableProgress> share(Map<String, Long> planned, List<String> group, InstanceView instance) {
        var parts = new ArrayList<TableProgress>();
        long left = instance.progressDone();
        double width = (double) instance.progressBytes() / Math.max(1, left);
        for (int i = 0; i < group.size(); i++) {
            long expected = planned.getOrDefault(group.get(i), 0L);
            long done = i == group.size() - 1 ? left : Math.min(left, expected);
            left -= done;
            parts.add(new TableProgress(
                    group.get(i),
                    done,
                    Math.max(done, expected),
                    Math.round(done * width),
                    Map.of(instance.state(), 1),
                    instance.startedAt(),
                    instance.endedAt()));
        }
        return parts;
    }

    private static TableProgress of(String table, InstanceView instance) {
        return new TableProgress(
                table,
                instance.progressDone(),
                instance.progressExpected(),
                instance.progressBytes(),
                Map.of(instance.state(), 1),
                instance.startedAt(),
                instance.endedAt());
    }

    /** With one more part; the plan was an estimate for all of them. */
    private TableProgress plus(TableProgress part) {
        var both = new EnumMap<TaskState, Integer>(TaskState.class);
        both.putAll(parts);
        part.parts().forEach((state, count) -> both.merge(state, count, Integer::sum));
        boolean first = parts.isEmpty();
        return new TableProgress(
                table,
                done + part.done(),
                Math.max(expected, done + part.done()),
                bytes + part.bytes(),
                both,
                first ? part.startedAt() : earliest(startedAt, part.startedAt()),
                first ? part.endedAt() : latest(endedAt, part.endedAt()));
    }

    private static Optional<Instant> earliest(Optional<Instant> one, Optional<Instant> other) {
        return one.isEmpty() || (other.isPresent() && other.get().isBefore(one.get())) ? other : one;
    }

    /** Nothing has ended while a part has not. */
    private static Optional<Instant> latest(Optional<Instant> one, Optional<Instant> other) {
        return one.isEmpty() || other.isEmpty()
                ? Optional.empty()
                : Optional.of(one.get().isAfter(other.get()) ? one.get() : other.get());
    }

    boolean complete() {
        return !parts.isEmpty() && parts.keySet().stream().allMatch(state -> state == TaskState.SUCCESS);
    }

    int count() {
        return parts.values().stream().mapToInt(Integer::intValue).sum();
    }

    /** From the first start to the last end or until now. */
    Pace pace(Instant now) {
        return Pace.of(done, bytes, startedAt, endedAt, now);
    }

    /** Of a table that still moves. */
    Optional<Duration> left(Instant now) {
        return endedAt.isPresent() ? Optional.empty() : pace(now).left(expected);
    }
}
