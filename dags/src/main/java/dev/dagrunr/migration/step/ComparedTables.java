package dev.dagrunr.migration.step;

import java.util.List;

/** The tables that one task compares: one, or many small ones. Immutable. */
public record ComparedTables(List<ComparedTable> tables) {
    public ComparedTables {
        tables = List.copyOf(tables);
    }

    /** For people. */
    public String label() {
        return SmallTables.label(tables.stream().map(ComparedTable::label).toList());
    }
}
