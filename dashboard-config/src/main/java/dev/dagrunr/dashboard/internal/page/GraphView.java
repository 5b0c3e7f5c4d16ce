package dev.dagrunr.dashboard.internal.page;

import dev.dagrunr.dag.TaskState;
import dev.dagrunr.engine.view.TaskSummary;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Draws a DAG, top-down, one card a task; a mapped task is one card with a bar of its instances' states, a folded group one
 * card with those of all its tasks. Places are computed once for each shape. Thread-safe.
 */
final class GraphView {
    private static final double MARGIN = 16;
    private static final int NAME_LENGTH = 26;
    private static final int MOST_LAYOUTS = 200;

    private record LayoutKey(String hash, Set<String> folded) {}

    private final Map<LayoutKey, GraphLayout.Placed> layouts = new ConcurrentHashMap<>();

    /**
     * A shape to draw.
     *
     * @param hash names the shape
     * @param folded groups that are shown as one card
     * @param tasks of a run, by id; empty to draw the DAG alone
     * @param taskLink where a card leads
     * @param groupLink where the name of a group leads, which folds or unfolds it
     */
    record Drawing(
            String hash,
            Shape shape,
            Set<String> folded,
            Map<String, TaskSummary> tasks,
            Function<String, String> taskLink,
            Function<String, String> groupLink) {}

    Html draw(Drawing drawing) {
        var cards = new LinkedHashMap<String, List<Shape.Task>>();
        var cardOf = new HashMap<String, String>();
        for (var task : drawing.shape().tasks()) {
            var card = foldedInto(task, drawing.folded());
            cards.computeIfAbsent(card, id -> new ArrayList<>()).add(task);
            cardOf.put(task.id(), card);
        }
        var placed = layout(drawing, cards, cardOf);
        var edges = placed.edges().stream().map(GraphView::edge).toList();
        var drawn = placed.places().entrySet().stream()
                .map(place ->
                        card(drawing, place.getKey(), cards.getOrDefault(place.getKey(), List.of()), place.getValue()))
                .toList();
        return Html.of(
                """
                <div class="graph" tabindex="0" role="region" aria-label="Graph of tasks">
                <svg width="{}" height="{}" viewBox="{} {} {} {}">
                <defs><marker id="arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">\
                <path d="M0 0L8 4L0 8z"/></marker></defs>
                <g class="edges">{}</g>{}</svg></div>
                """,
                States.round(placed.width() + 2 * MARGIN),
                States.round(placed.height() + 2 * MARGIN),
                -MARGIN,
                -MARGIN,
                States.round(placed.width() + 2 * MARGIN),
                States.round(placed.height() + 2 * MARGIN),
                edges,
                drawn);
    }

    /** The id of the outermost folded group that holds the task, else its own. */
    private static String foldedInto(Shape.Task task, Set<String> folded) {
        var group = task.group();
        for (int dot = group.indexOf('.'); ; dot = group.indexOf('.', dot + 1)) {
            var prefix = dot < 0 ? group : group.substring(0, dot);
            if (!prefix.isEmpty() && folded.contains(prefix)) {
                return "group " + prefix;
            }
            if (dot < 0) {
                return task.id();
            }
        }
    }

    private GraphLayout.Placed layout(
            Drawing drawing, Map<String, List<Shape.Task>> cards, Map<String, String> cardOf) {
        if (layouts.size() > MOST_LAYOUTS) {
            layouts.clear();
        }
        return layouts.computeIfAbsent(new LayoutKey(drawing.hash(), Set.copyOf(drawing.folded())), key -> {
            var upstream = new LinkedHashMap<String, List<String>>();
            cards.forEach((card, tasks) -> {
                var sources = new LinkedHashSet<String>();
                tasks.forEach(task -> task.upstream().forEach(id -> sources.add(cardOf.getOrDefault(id, card))));
                sources.remove(card);
                upstream.put(card, List.copyOf(sources));
            });
            return GraphLayout.of(withoutImplied(upstream));
        });
    }

    /** Without the edges that say nothing about the order: those that lead where a longer way leads too. */
    private static Map<String, List<String>> withoutImplied(Map<String, List<String>> upstream) {
        var before = new HashMap<String, Set<String>>();
        upstream.keySet().forEach(id -> collect(id, upstream, before));
        var reduced = new LinkedHashMap<String, List<String>>();
        upstream.forEach((id, sources) -> reduced.put(
                id,
                sources.stream()
                        .filter(source -> sources.stream()
                                .noneMatch(other ->
                                        collect(other, upstream, before).contains(source)))
                        .toList()));
        return reduced;
    }

    /** Everything that comes before a node. */
    private static Set<String> collect(String id, Map<String, List<String>> upstream, Map<String, Set<String>> before) {
        var known = before.get(id);
        if (known != null) {
            return known;
        }
        var all = new HashSet<String>();
        for (var source : upstream.getOrDefault(id, List.of())) {
            all.add(source);
            all.addAll(collect(source, upstream, before));
        }
        before.put(id, all);
        return all;
    }

    private static Html edge(GraphLayout.Edge edge) {
        var path = new StringBuilder();
        GraphLayout.Point last = null;
        for (var point : edge.points()) {
            if (last == null) {
                path.append("M").append(place(point));
            } else {
                double middle = (last.y() + point.y()) / 2;
                path.append("C")
                        .append(place(new GraphLayout.Point(last.x(), middle)))
                        .append(" ")
                        .append(place(new GraphLayout.Point(point.x(), middle)))
                        .append(" ")
                        .append(place(point));
            }
            last = point;
        }
        return Html.of("<path d=\"{}\" marker-end=\"url(#arrow)\"/>", path);
    }

    private static String place(GraphLayout.Point point) {
        return States.round(point.x()) + "," + States.round(point.y());
    }

    private static Html card(Drawing drawing, String id, List<Shape.Task> tasks, GraphLayout.Point place) {
        boolean group = id.startsWith("group ");
        var summary = summary(drawing, tasks);
        var state = summary == null ? "" : States.of(summary).wireName();
        var name = group ? id.substring("group ".length()) : tasks.get(0).id();
        var link = group ? drawing.groupLink().apply(name) : drawing.taskLink().apply(name);
        return Html.of(
                """
                <g class="card {}" transform="translate({} {})">
                <a href="{}" aria-label="{}"><title>{}</title><rect class="body" width="{}" height="{}" rx="5"/>\
                <rect class="edge" width="5" height="{}" rx="2"/>\
                <text x="14" y="21" class="name">{}</text><text x="14" y="39" class="what">{}</text>{}</a>{}</g>
                """,
                state.isEmpty() ? "plain" : States.css(state),
                States.round(place.x() - GraphLayout.WIDTH / 2),
                States.round(place.y()),
                link,
                name + (state.isEmpty() ? "" : ", " + States.word(state)),
                summary == null ? name : name + ": " + States.counts(summary.counts()),
                GraphLayout.WIDTH,
                GraphLayout.HEIGHT,
                GraphLayout.HEIGHT,
                shortened(name),
                what(group, tasks, summary),
                summary != null && (group || tasks.get(0).mapped()) ? segments(summary) : Html.NOTHING,
                group || tasks.get(0).group().isEmpty()
                        ? Html.NOTHING
                        : fold(tasks.get(0).group(), drawing));
    }

    private static Html fold(String group, Drawing drawing) {
        return Html.of(
                "<a href=\"{}\" class=\"fold\" aria-label=\"Fold group {}\"><text x=\"{}\" y=\"14\">⊟</text></a>",
                drawing.groupLink().apply(group),
                group,
                GraphLayout.WIDTH - 16);
    }

    private static @Nullable TaskSummary summary(Drawing drawing, List<Shape.Task> tasks) {
        var counts = new HashMap<TaskState, Integer>();
        int total = 0;
        boolean expanded = true;
        for (var task : tasks) {
            var summary = drawing.tasks().get(task.id());
            if (summary == null) {
                return null;
            }
            summary.counts().forEach((state, count) -> counts.merge(state, count, Integer::sum));
            total += summary.total();
            expanded &= summary.expanded();
        }
        return new TaskSummary(0, tasks.get(0).id(), expanded, total, counts, false);
    }

    private static String what(boolean group, List<Shape.Task> tasks, @Nullable TaskSummary summary) {
        var task = tasks.get(0);
        if (group) {
            return "▦ group of " + tasks.size() + " tasks";
        }
        var stored = summary == null ? "" : States.of(summary).wireName();
        var state = stored.isEmpty() ? "" : States.word(stored);
        if (task.mapped() && summary != null && summary.expanded()) {
            return "× " + Times.count(summary.total()) + " · " + Times.count(summary.ended()) + " ended · " + state;
        }
        if (!task.runsDag().isEmpty() && state.isEmpty()) {
            return "runs " + shortened(task.runsDag());
        }
        var rule = task.rule().equals("all_success") ? "" : task.rule();
        var kind = task.mapped() ? "mapped" : task.role().equals("work") ? "" : task.role();
        return String.join(
                " · ",
                Stream.of(state.isEmpty() ? "task" : States.sign(stored) + " " + state, kind, rule)
                        .filter(part -> !part.isEmpty())
                        .toList());
    }

    private static Html segments(TaskSummary summary) {
        return Html.of(
                "<svg x=\"14\" y=\"45\" width=\"{}\" height=\"6\" viewBox=\"0 0 100 8\" preserveAspectRatio=\"none\">{}</svg>",
                GraphLayout.WIDTH - 28,
                States.bar(summary));
    }

    private static String shortened(String name) {
        return name.length() <= NAME_LENGTH ? name : name.substring(0, NAME_LENGTH - 1) + "…";
    }
}
