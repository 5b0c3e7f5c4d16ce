package dev.dagrunr.engine.internal.run;

import dev.dagrunr.dag.internal.decision.Span;
import dev.dagrunr.dag.internal.model.ValueType;
import dev.dagrunr.engine.DagRunrException;
import dev.dagrunr.engine.ErrorCode;
import dev.dagrunr.engine.internal.json.Json;
import dev.dagrunr.engine.internal.store.XComStore;
import java.util.AbstractList;
import java.util.List;
import java.util.Objects;
import java.util.RandomAccess;
import org.jspecify.annotations.Nullable;

/**
 * What the instances of a mapped task returned, by map index, without those that returned nothing. Its length is known; values
 * are read when they are asked for, a page at a time, and the last page is kept. Cannot be changed. Thread-safe.
 */
final class StoredValues extends AbstractList<@Nullable Object> implements RandomAccess {
    /** So many values are read at once; a list that is no longer is read as a whole. */
    static final int PAGE = 1_000;

    /** Reads what some instances of a task returned, however long it takes until the database answers. */
    @FunctionalInterface
    interface Pages {
        List<XComStore.MappedValue> read(String taskId, Span instances);
    }

    private final String taskId;
    private final ValueType type;
    private final int[] mapIndexes;
    private final Pages pages;
    private int page = -1;
    private List<@Nullable Object> values = List.of();

    StoredValues(String taskId, ValueType type, int[] mapIndexes, Pages pages) {
        this.taskId = taskId;
        this.type = type;
        this.mapIndexes = mapIndexes;
        this.pages = pages;
    }

    @Override
    public int size() {
        return mapIndexes.length;
    }

    @Override
    public synchronized @Nullable Object get(int position) {
        Objects.checkIndex(position, mapIndexes.length);
        if (position / PAGE != page) {
            values = read(position / PAGE);
            page = position / PAGE;
        }
        return values.get(position % PAGE);
    }

    private List<@Nullable Object> read(int number) {
        int first = number * PAGE;
        int last = Math.min(first + PAGE, mapIndexes.length) - 1;
        var rows = pages.read(taskId, new Span(mapIndexes[first], mapIndexes[last]));
        if (rows.size() != last - first + 1) {
            throw new DagRunrException(
                    ErrorCode.INVALID_STATE,
                    "Instances of task '" + taskId + "' were cleared while their values were read; the task that reads"
                            + " them runs again once it is cleared too");
        }
        return rows.stream().map(row -> Json.readValue(row.json(), type)).toList();
    }
}
