package dev.dagrunr.engine.internal.run;

import dev.dagrunr.dag.internal.decision.Cell;
import dev.dagrunr.dag.internal.decision.TaskProgress;
import dev.dagrunr.dag.internal.model.Expansion;
import dev.dagrunr.engine.DagRunrException;
import dev.dagrunr.engine.ErrorCode;
import dev.dagrunr.engine.internal.json.Json;
import dev.dagrunr.engine.internal.store.ListOrder;
import dev.dagrunr.engine.internal.store.ProgressStore;
import dev.dagrunr.engine.internal.store.XComStore;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The lists that a task or a group is expanded over, as one attempt sees them: their lengths come from the counters, and of
 * their elements only those that the attempt needs are read.
 */
final class StoredLists implements Expansion.Lists<SQLException> {
    private final Connection connection;
    private final long run;
    private final Place reader;
    private final Map<Cell, TaskProgress> known = new HashMap<>();

    /** @param reader the task and what is around its expansion */
    StoredLists(Connection connection, long run, Place reader) {
        this.connection = connection;
        this.run = run;
        this.reader = reader;
    }

    Expansion.Element element(Expansion.Source source, int index) throws SQLException {
        if (source instanceof Expansion.Stored) {
            // by far the most frequent, and where its element is takes no counting
            return source.element(index, this);
        }
        var cells = source.tasks().stream().map(id -> reader.of(id).cell()).toList();
        if (!cells.isEmpty()) {
            known.putAll(ProgressStore.read(connection, reader.graph(), run, cells));
        }
        if (index >= source.width(this)) {
            throw missing(index, String.join("', '", source.tasks()));
        }
        return source.element(index, this);
    }

    /** A list that is being made anew must not pass for a shorter one. */
    @Override
    public int of(Expansion.Stored list) {
        var progress = known.get(reader.of(list.taskId()).cell());
        if (progress == null || !progress.complete()) {
            throw missing(reader.mapIndex(), list.taskId());
        }
        return list instanceof Expansion.ValuesOf ? progress.results() : progress.elements();
    }

    @Override
    public @Nullable Object element(Expansion.Stored list, int position) throws SQLException {
        var place = reader.of(list.taskId());
        var type = reader.graph().task(list.taskId()).valueType();
        if (list instanceof Expansion.ListOf) {
            var json = XComStore.element(connection, run, list.taskId(), place.mapIndex(), position);
            return Json.readElement(json.orElseThrow(() -> missing(position, list.taskId())), type);
        }
        boolean ofLists = list instanceof Expansion.ElementsOf;
        int first = place.span().first();
        var at = ListOrder.place(connection, run, list.taskId(), first, ofLists, position)
                .orElse(new ListOrder.Place(first + position, -1));
        return ofLists
                ? Json.readElement(required(elementAt(list.taskId(), at), position, list), type)
                : Json.readValue(required(valueAt(list.taskId(), at, type.list()), position, list), type);
    }

    private Optional<String> elementAt(String taskId, ListOrder.Place at) throws SQLException {
        return XComStore.element(connection, run, taskId, at.mapIndex(), at.part());
    }

    private Optional<String> valueAt(String taskId, ListOrder.Place at, boolean list) throws SQLException {
        var value = XComStore.value(connection, run, taskId, at.mapIndex());
        return value.isPresent() && list
                ? Optional.of(array(XComStore.elements(connection, run, taskId, at.mapIndex())))
                : value;
    }

    private static String array(List<String> elements) {
        return "[" + String.join(",", elements) + "]";
    }

    private String required(Optional<String> json, int position, Expansion.Stored list) {
        return json.orElseThrow(() -> missing(position, list.taskId()));
    }

    private DagRunrException missing(int index, String tasks) {
        var list = tasks.isEmpty() ? "its literal list" : "the list of '" + tasks + "'";
        return new DagRunrException(
                ErrorCode.INVALID_STATE,
                "There is no element " + index + " in " + list + " any more; clear task '" + reader.taskId()
                        + "' with the tasks that it is expanded over, and with downstream");
    }
}
