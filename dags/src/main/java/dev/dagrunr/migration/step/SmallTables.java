package dev.dagrunr.migration.step;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;

/**
 * Which tables share a task: a task costs more than what a small table needs of it. Only where there are many small
 * tables; else each has its own. The same list gives the same groups. Pure.
 */
final class SmallTables {
    private static final long SMALL = 1 << 20;
    private static final long MOST_BYTES = 8 << 20;
    private static final int FEW = 32;
    private static final int TASKS = 12;
    private static final int MOST = 64;

    private SmallTables() {}

    /** @param bytes of a table; one that must stay alone counts as large */
    static <T> List<List<T>> grouped(List<T> tables, ToLongFunction<T> bytes) {
        long small = tables.stream()
                .filter(table -> bytes.applyAsLong(table) < SMALL)
                .count();
        int most = small <= FEW ? 1 : (int) Math.max(2, Math.min(MOST, (small + TASKS - 1) / TASKS));
        var groups = new ArrayList<List<T>>();
        var group = new ArrayList<T>();
        long held = 0;
        for (var table : tables) {
            long size = bytes.applyAsLong(table);
            if (size >= SMALL) {
                groups.add(List.of(table));
                continue;
            }
            if (group.size() == most || held + size > MOST_BYTES) {
                groups.add(List.copyOf(group));
                group.clear();
                held = 0;
            }
            group.add(table);
            held += size;
        }
        if (!group.isEmpty()) {
            groups.add(List.copyOf(group));
        }
        return List.copyOf(groups);
    }

    /** For people: {@code users}, or {@code users … votes (16 tables)}. */
    static String label(List<String> tables) {
        return tables.size() == 1
                ? tables.get(0)
                : tables.get(0) + " … " + tables.get(tables.size() - 1) + " (" + tables.size() + " tables)";
    }
}
