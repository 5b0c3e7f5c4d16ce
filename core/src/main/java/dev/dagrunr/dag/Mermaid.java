package dev.dagrunr.dag;

import dev.dagrunr.dag.internal.model.Graph;
import dev.dagrunr.dag.internal.model.Task;
import dev.dagrunr.dag.internal.model.Work;
import java.util.stream.Collectors;

/** Draws a graph as a Mermaid flowchart: one line a task, one line an edge, both in the order of declaration. */
final class Mermaid {
    private Mermaid() {}

    static String render(Graph graph) {
        var nodes = graph.tasks().stream().map(Mermaid::node);
        var edges = graph.tasks().stream()
                .flatMap(task -> task.upstream().stream().map(upstream -> edge(upstream, task)));
        return "flowchart TD\n" + nodes.collect(Collectors.joining()) + edges.collect(Collectors.joining());
    }

    private static String node(Task task) {
        var text = task.id() + (task.rule() == TriggerRule.ALL_SUCCESS ? "" : "<br/>" + task.rule().wireName());
        if (task.work() instanceof Work.SubRun sub) {
            return "  %s[/\"%s<br/>runs %s\"/]\n".formatted(task.id(), text, sub.dag().id());
        }
        return (task.mapped() ? "  %s[[\"%s × n\"]]\n" : "  %s[\"%s\"]\n").formatted(task.id(), text);
    }

    private static String edge(String upstream, Task task) {
        return "  " + upstream + " --> " + task.id() + "\n";
    }
}
