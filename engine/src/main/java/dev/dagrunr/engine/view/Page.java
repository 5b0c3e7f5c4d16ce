package dev.dagrunr.engine.view;

import java.util.List;

/**
 * A part of a longer list. Immutable.
 *
 * @param total how many elements the whole list has
 */
public record Page<T>(List<T> rows, long total, PageRequest request) {
    public Page {
        rows = List.copyOf(rows);
    }
}
