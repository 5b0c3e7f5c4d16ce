package dev.dagrunr.dag;

import dev.dagrunr.dag.internal.model.Graph;
import dev.dagrunr.dag.internal.model.Task;
import dev.dagrunr.dag.internal.model.Traits;
import dev.dagrunr.dag.internal.model.Work;
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
        var nodes = graph.tasks().stream().map(Mermaid::node);
        var edges =
                graph.tasks().stream().flatMap(task -> task.upstream().stream().map(upstream -> edge(upstream, task)));
        return "flowchart TD\n" + nodes.collect(Collectors.joining()) + edges.collect(Collectors.joining());
    }

    private static String node(Task task) {
        var text = task.id() + mark(task);
        if (task.work() instanceof Work.SubRun sub) {
            return "  %s[/\"%s<br/>runs %s\"/]\n"
                    .formatted(nodeId(task.id()), text, sub.dag().id());
        }
        if (task.traits().choice() != Traits.Choice.NONE) {
            return "  %s{\"%s\"}\n".formatted(nodeId(task.id()), text);
        }
        return (task.mapped() ? "  %s[[\"%s × n\"]]\n" : "  %s[\"%s\"]\n").formatted(nodeId(task.id()), text);
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
