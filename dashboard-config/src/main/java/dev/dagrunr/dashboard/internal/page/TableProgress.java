package dev.dagrunr.dashboard.internal.page;

import dev.dagrunr.dag.TaskState;
import dev.dagrunr.dashboard.internal.progress.Pace;
import dev.dagrunr.engine.view.InstanceView;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How far one table of a migration is, over the one task or the several partitions that move it. Immutable.
 *
 * @param parts one for each instance that moves rows of it
 */
record TableProgress(String table, long expected, List<Part> parts) {
    /** Of those that began together, one that went on after an earlier attempt is before the others. */
    private static final Comparator<Part> BY_START = Comparator.comparing(
                    (Part part) -> part.startedAt().orElse(Instant.MAX))
            .thenComparing(Part::resumedRows, Comparator.reverseOrder());

    /**
     * What an instance has moved of a table.
     *
     * @param resumedRows those of {@code rows} that earlier attempts moved
     * @param resumedBytes those of {@code bytes}
     */
    record Part(
            TaskState state,
            long rows,
            long bytes,
            long resumedRows,
            long resumedBytes,
            Optional<Instant> startedAt,
            Optional<Instant> endedAt) {

        static Part of(InstanceView instance) {
            return new Part(
                    instance.state(),
                    instance.progressDone(),
                    instance.progressBytes(),
                    instance.resumedDone(),
                    instance.resumedBytes(),
                    instance.startedAt(),
                    instance.endedAt());
        }

        /** So many rows of it, and as many bytes as they have of its. */
        Part share(long ofRows, long ofResumedRows) {
            return new Part(
                    state,
                    ofRows,
                    Math.round((double) bytes * ofRows / Math.max(1, rows)),
                    ofResumedRows,
                    Math.round((double) resumedBytes * ofResumedRows / Math.max(1, resumedRows)),
                    startedAt,
                    endedAt);
        }

        private boolean goesOn() {
            return state == TaskState.RUNNING && resumedRows > 0;
        }

        private Pace pace(Instant now) {
            return Pace.of(rows - resumedRows, bytes - resumedBytes, startedAt, endedAt, now);
        }
    }

    /**
     * By the table's name for people.
     *
     * @param planned rows by estimate, of all tables, also those that no task has begun with
     * @param groups the tables of instances that move several, by label, in the order in which they are moved
     * @param instances of the tasks that move rows; a label is a table's name, and for a partition also which one
     */
    static Map<String, TableProgress> of(
            Map<String, Long> planned, Map<String, List<String>> groups, List<InstanceView> instances) {
        var expected = new LinkedHashMap<>(planned);
        var parts = new LinkedHashMap<String, List<Part>>();
        planned.keySet().forEach(table -> parts.put(table, new ArrayList<>()));
        for (var instance : instances) {
            var group = groups.get(instance.label());
            if (group != null) {
                share(planned, group, Part.of(instance))
                        .forEach((table, part) -> parts.computeIfAbsent(table, name -> new ArrayList<>())
                                .add(part));
                continue;
            }
            var table = instance.label().replaceFirst(" \\d+/\\d+$", "");
            expected.putIfAbsent(table, instance.progressExpected());
            parts.computeIfAbsent(table, name -> new ArrayList<>()).add(Part.of(instance));
        }
        var tables = new LinkedHashMap<String, TableProgress>();
        parts.forEach((table, all) -> {
            long done = all.stream().mapToLong(Part::rows).sum();
            tables.put(
                    table,
                    new TableProgress(table, Math.max(expected.getOrDefault(table, 0L), done), List.copyOf(all)));
        });
        return tables;
    }

    /** One instance moved these, one after the other: of its rows each has as many as it was planned to have. */
    private static Map<String, Part> share(Map<String, Long> planned, List<String> group, Part instance) {
        var shares = new LinkedHashMap<String, Part>();
        long left = instance.rows();
        long resumedLeft = instance.resumedRows();
        for (int i = 0; i < group.size(); i++) {
            long rows = i == group.size() - 1 ? left : Math.min(left, planned.getOrDefault(group.get(i), 0L));
            long resumed = Math.min(resumedLeft, rows);
            left -= rows;
            resumedLeft -= resumed;
            shares.put(group.get(i), instance.share(rows, resumed));
        }
        return shares;
    }

    long done() {
        return parts.stream().mapToLong(Part::rows).sum();
    }

    long bytes() {
        return parts.stream().mapToLong(Part::bytes).sum();
    }

    Map<TaskState, Integer> counts() {
        var counts = new EnumMap<TaskState, Integer>(TaskState.class);
        parts.forEach(part -> counts.merge(part.state(), 1, Integer::sum));
        return counts;
    }

    Optional<Instant> startedAt() {
        return parts.stream().flatMap(part -> part.startedAt().stream()).min(Instant::compareTo);
    }

    /** Nothing has ended while a part has not. */
    Optional<Instant> endedAt() {
        return parts.stream().allMatch(part -> part.endedAt().isPresent())
                ? parts.stream().flatMap(part -> part.endedAt().stream()).max(Instant::compareTo)
                : Optional.empty();
    }

    boolean complete() {
        return !parts.isEmpty() && parts.stream().allMatch(part -> part.state() == TaskState.SUCCESS);
    }

    int count() {
        return parts.size();
    }

    /** From the first start to the last end or until now. */
    Pace pace(Instant now) {
        var time = startedAt().map(start -> Duration.between(start, endedAt().orElse(now)));
        return pace(parts, time.orElse(Duration.ZERO), now);
    }

    /**
     * On average over the time from the first start. While an attempt goes on after an earlier one it is the pace of those that
     * run, because when the earlier rows were moved is not known.
     */
    static Pace pace(List<Part> parts, Duration time, Instant now) {
        if (parts.stream().anyMatch(Part::goesOn)) {
            return Pace.together(parts.stream()
                    .filter(part -> part.state() == TaskState.RUNNING)
                    .map(part -> part.pace(now))
                    .toList());
        }
        boolean all = beginsWithFirstAttempt(parts);
        return new Pace(
                parts.stream()
                        .mapToLong(part -> part.rows() - (all ? 0 : part.resumedRows()))
                        .sum(),
                parts.stream()
                        .mapToLong(part -> part.bytes() - (all ? 0 : part.resumedBytes()))
                        .sum(),
                time);
    }

    /** Then earlier attempts at other parts fell into the time from there on. */
    private static boolean beginsWithFirstAttempt(List<Part> parts) {
        var first = parts.stream().min(BY_START);
        return first.isPresent() && first.get().resumedRows() == 0;
    }

    /** Of a table that still moves. */
    Optional<Duration> left(Instant now) {
        return endedAt().isPresent() ? Optional.empty() : pace(now).left(expected - done());
    }
}
