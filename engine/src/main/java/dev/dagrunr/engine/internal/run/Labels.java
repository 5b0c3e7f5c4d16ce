package dev.dagrunr.engine.internal.run;

import dev.dagrunr.dag.internal.model.Expansion;
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

/** Names the instances of what is expanded. Each list that takes part is read once, as a whole. */
final class Labels {
    private static final Logger log = LoggerFactory.getLogger(Labels.class);

    private final Connection connection;
    private final long run;
    private final Place around;
    private final Expansion expansion;

    /** @param around the task and the path that it is expanded at */
    Labels(Connection connection, long run, Place around) {
        this.connection = connection;
        this.run = run;
        this.around = around;
        this.expansion = around.graph().expansion(around.taskId(), around.path().size());
    }

    /** By index; the index itself where none are named. */
    List<String> of(int width) throws SQLException {
        if (expansion.labels().isEmpty()) {
            return IntStream.range(0, width).mapToObj(Integer::toString).toList();
        }
        var lists = new WholeLists();
        var labels = new ArrayList<String>();
        for (int index = 0; index < width; index++) {
            labels.add(label(index, lists));
        }
        return labels;
    }

    /** A label is for people; one that cannot be made must not cost the task before, whose end this is, its result. */
    private String label(int index, WholeLists lists) throws SQLException {
        try {
            return expansion.label(index, expansion.source().element(index, lists));
        } catch (DagRunrException e) {
            log.warn("Element {} of task {} is shown by its number: {}", index, around.taskId(), e.getMessage());
            return Integer.toString(index);
        }
    }

    private final class WholeLists implements Expansion.Lists<SQLException> {
        private final Map<Expansion.Stored, List<String>> known = new HashMap<>();

        @Override
        public int of(Expansion.Stored list) throws SQLException {
            return list(list).size();
        }

        @Override
        public @Nullable Object element(Expansion.Stored list, int position) throws SQLException {
            var type = around.graph().task(list.taskId()).valueType();
            var json = list(list).get(position);
            return list instanceof Expansion.ValuesOf ? Json.readValue(json, type) : Json.readElement(json, type);
        }

        private List<String> list(Expansion.Stored list) throws SQLException {
            var elements = known.get(list);
            if (elements == null) {
                elements = read(list, around.of(list.taskId()));
                known.put(list, elements);
            }
            return elements;
        }

        private List<String> read(Expansion.Stored list, Place place) throws SQLException {
            if (list instanceof Expansion.ListOf) {
                return XComStore.elements(connection, run, place.taskId(), place.mapIndex());
            }
            if (list instanceof Expansion.ElementsOf) {
                return XComStore.elementsOf(connection, run, place.taskId(), place.span());
            }
            return XComStore.mapped(connection, run, place.taskId(), place.span()).stream()
                    .map(XComStore.MappedValue::json)
                    .toList();
        }
    }
}
