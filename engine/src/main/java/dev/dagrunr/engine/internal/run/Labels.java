package dev.dagrunr.engine.internal.run;

import dev.dagrunr.dag.internal.model.Expansion;
import dev.dagrunr.dag.internal.model.Graph;
import dev.dagrunr.engine.DagRunrException;
import dev.dagrunr.engine.internal.json.Json;
import dev.dagrunr.engine.internal.store.XComStore;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Names the instances of a mapped task when it is expanded. Each list that takes part is read once, as a whole. */
final class Labels {
    private static final Logger log = LoggerFactory.getLogger(Labels.class);

    private final Connection connection;
    private final Graph graph;
    private final long run;

    Labels(Connection connection, Graph graph, long run) {
        this.connection = connection;
        this.graph = graph;
        this.run = run;
    }

    /** By map index; the map index itself where the task names none. */
    List<String> of(String taskId, int width) throws SQLException {
        var expansion = graph.task(taskId).expansion().orElseThrow();
        if (expansion.labels().isEmpty()) {
            return IntStream.range(0, width).mapToObj(Integer::toString).toList();
        }
        var lists = new WholeLists();
        var labels = new ArrayList<String>();
        for (int index = 0; index < width; index++) {
            labels.add(label(taskId, expansion, index, lists));
        }
        return labels;
    }

    /** A label is for people; one that cannot be made must not cost the task before, whose end this is, its result. */
    private static String label(String taskId, Expansion expansion, int index, WholeLists lists) throws SQLException {
        try {
            return expansion.label(index, expansion.source().element(index, lists));
        } catch (DagRunrException e) {
            log.warn("Element {} of task {} is shown by its number: {}", index, taskId, e.getMessage());
            return Integer.toString(index);
        }
    }

    private final class WholeLists implements Expansion.Lists<SQLException> {
        private final Map<String, List<String>> known = new HashMap<>();

        @Override
        public int of(Expansion.Stored list) throws SQLException {
            return list(list).size();
        }

        @Override
        public @Nullable Object element(Expansion.Stored list, int position) throws SQLException {
            return Json.readElement(
                    list(list).get(position), graph.task(list.taskId()).valueType());
        }

        private List<String> list(Expansion.Stored list) throws SQLException {
            var elements = known.get(list.taskId());
            if (elements == null) {
                elements = read(list);
                known.put(list.taskId(), elements);
            }
            return elements;
        }

        private List<String> read(Expansion.Stored list) throws SQLException {
            if (list instanceof Expansion.ListOf) {
                return XComStore.elements(connection, run, list.taskId());
            }
            return XComStore.mapped(connection, run, list.taskId()).stream()
                    .map(XComStore.MappedValue::json)
                    .toList();
        }
    }
}
