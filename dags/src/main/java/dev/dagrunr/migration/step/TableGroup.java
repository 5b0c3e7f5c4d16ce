package dev.dagrunr.migration.step;

import java.util.List;

/** The tables that one task moves: one, or many small ones. Immutable. */
public record TableGroup(List<TableTask> tables) {
    public TableGroup {
        tables = List.copyOf(tables);
    }

    static List<TableGroup> of(List<TableTask> tables) {
        return SmallTables.grouped(
                        tables, task -> task.obstacle() == null ? task.load().estimatedBytes() : Long.MAX_VALUE)
                .stream()
                .map(TableGroup::new)
                .toList();
    }

    /** For people. */
    public String label() {
        return SmallTables.label(tables.stream().map(TableTask::label).toList());
    }
}
