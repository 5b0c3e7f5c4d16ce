package dev.dagrunr.migration.step;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * The order in which partitions of several tables begin. Streams into one table wait for each other whenever it grows by a
 * block (PostgreSQL, {@code src/backend/access/heap/hio.c}: the lock for relation extension), so partitions of two tables
 * take turns; the next table begins when one of them has none left. Pure.
 */
final class Alternation {
    private Alternation() {}

    static <T> List<T> of(List<List<T>> tables) {
        var waiting = tables.iterator();
        var turns = new ArrayList<Iterator<T>>(List.of(next(waiting), next(waiting)));
        var order = new ArrayList<T>();
        while (turns.stream().anyMatch(Iterator::hasNext)) {
            for (int turn = 0; turn < turns.size(); turn++) {
                if (turns.get(turn).hasNext()) {
                    order.add(turns.get(turn).next());
                }
                if (!turns.get(turn).hasNext()) {
                    turns.set(turn, next(waiting));
                }
            }
        }
        return order;
    }

    private static <T> Iterator<T> next(Iterator<List<T>> waiting) {
        return waiting.hasNext() ? waiting.next().iterator() : List.<T>of().iterator();
    }
}
