package dev.dagrunr.engine.internal.run;

import dev.dagrunr.dag.internal.decision.TaskProgress;
import dev.dagrunr.dag.internal.model.Expansion;
import dev.dagrunr.dag.internal.model.Graph;
import dev.dagrunr.engine.DagRunrException;
import dev.dagrunr.engine.ErrorCode;
import dev.dagrunr.engine.internal.json.Json;
import dev.dagrunr.engine.internal.store.ProgressStore;
import dev.dagrunr.engine.internal.store.StoredInstance;
import dev.dagrunr.engine.internal.store.XComStore;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The lists that a mapped task is expanded over, as one of its attempts sees them: their lengths come from the counters, and
 * of their elements only those that the attempt needs are read.
 */
final class StoredLists implements Expansion.Lists<SQLException> {
    private final Connection connection;
    private final Graph graph;
    private final StoredInstance attempt;
    private final Map<String, TaskProgress> known = new HashMap<>();

    StoredLists(Connection connection, Graph graph, StoredInstance attempt) {
        this.connection = connection;
        this.graph = graph;
        this.attempt = attempt;
    }

    /** The element of the attempt. */
    Expansion.Element element(Expansion.Source source) throws SQLException {
        int index = attempt.mapIndex();
        if (source instanceof Expansion.Stored) {
            // by far the most frequent, and where its element is takes no counting
            return source.element(index, this);
        }
        if (!source.tasks().isEmpty()) {
            known.putAll(ProgressStore.read(connection, attempt.run(), source.tasks()));
        }
        if (index >= source.width(this)) {
            throw missing(index, String.join("', '", source.tasks()));
        }
        return source.element(index, this);
    }

    /** A list that is being made anew must not pass for a shorter one. */
    @Override
    public int of(Expansion.Stored list) {
        var progress = known.get(list.taskId());
        if (progress == null || !progress.complete()) {
            throw missing(attempt.mapIndex(), list.taskId());
        }
        return progress.results();
    }

    @Override
    public @Nullable Object element(Expansion.Stored list, int position) throws SQLException {
        var json = list instanceof Expansion.ListOf
                ? XComStore.element(connection, attempt.run(), list.taskId(), position)
                : XComStore.nthMapped(connection, attempt.run(), list.taskId(), position);
        return Json.readElement(
                json.orElseThrow(() -> missing(position, list.taskId())),
                graph.task(list.taskId()).valueType());
    }

    private DagRunrException missing(int index, String tasks) {
        var list = tasks.isEmpty() ? "its literal list" : "the list of '" + tasks + "'";
        return new DagRunrException(
                ErrorCode.INVALID_STATE,
                "There is no element " + index + " in " + list + " any more; clear task '" + attempt.taskId()
                        + "' with the tasks that it is expanded over, and with downstream");
    }
}
