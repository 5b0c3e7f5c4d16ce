package dev.dagrunr.dag;

import dev.dagrunr.dag.internal.model.Graph;
import dev.dagrunr.dag.internal.model.Task;
import dev.dagrunr.dag.internal.model.Traits;
import dev.dagrunr.dag.internal.model.Work;
import java.util.HashSet;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Draws a graph as a Mermaid flowchart: one line a task, one line an edge, both in the order of declaration. */
final class Mermaid {
    private static final String PREFIX = "task.";
    private static final Pattern KEYWORD = Pattern.compile(
            "class|default|flowchart|graph|interpolate|linkStyle|style|subgraph|(call|click|end|href)\\b|"
                    + Pattern.quote(PREFIX));

    private Mermaid() {}

    static String render(Graph graph) {
        var nodes = new StringBuilder();
        draw(graph, List.copyOf(graph.tasks()), "", "", nodes);
        var edges =
                graph.tasks().stream().flatMap(task -> task.upstream().stream().map(upstream -> edge(upstream, task)));
        return "flowchart TD\n" + nodes + edges.collect(Collectors.joining());
    }

    /** Each group where its first task was declared. */
    private static void draw(Graph graph, List<Task> tasks, String group, String indent, StringBuilder out) {
        var drawn = new HashSet<String>();
        for (var task : tasks) {
            var inner = task.traits().group();
            if (inner.equals(group)) {
                out.append(indent).append(node(task, graph.depth(task.id()) > 0));
                continue;
            }
            int end = inner.indexOf('.', group.isEmpty() ? 0 : group.length() + 1);
            var child = end < 0 ? inner : inner.substring(0, end);
            if (drawn.add(child)) {
                out.append(indent).append("  subgraph %s[\"%s\"]\n".formatted(nodeId(child), child));
                draw(graph, tasks.stream().filter(other -> isIn(child, other)).toList(), child, indent + "  ", out);
                out.append(indent).append("  end\n");
            }
        }
    }

    private static boolean isIn(String group, Task task) {
        return task.traits().group().equals(group) || task.traits().group().startsWith(group + ".");
    }

    /** @param mapped itself or by a group around it */
    private static String node(Task task, boolean mapped) {
        var text = task.id() + mark(task);
        if (task.work() instanceof Work.SubRun sub) {
            return "  %s[/\"%s<br/>runs %s\"/]\n"
                    .formatted(nodeId(task.id()), text, sub.dag().id());
        }
        if (task.traits().choice() != Traits.Choice.NONE) {
            return "  %s{\"%s\"}\n".formatted(nodeId(task.id()), text);
        }
        return (mapped ? "  %s[[\"%s × n\"]]\n" : "  %s[\"%s\"]\n").formatted(nodeId(task.id()), text);
    }

    private static String mark(Task task) {
        return switch (task.traits().role()) {
            case SETUP -> "<br/>setup" + rule(task);
            case TEARDOWN, CRITICAL_TEARDOWN -> "<br/>teardown";
            case WORK -> rule(task);
        };
    }

    private static String rule(Task task) {
        return task.rule() == TriggerRule.ALL_SUCCESS
                ? ""
                : "<br/>" + task.rule().wireName();
    }

    private static String edge(String upstream, Task task) {
        return "  " + nodeId(upstream) + " --> " + nodeId(task.id()) + "\n";
    }

    /** The task id where Mermaid can read it; behind a prefix where it would see one of its keywords. */
    private static String nodeId(String taskId) {
        return KEYWORD.matcher(taskId).lookingAt() ? PREFIX + taskId : taskId;
    }
}
