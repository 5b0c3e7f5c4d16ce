package dev.dagrunr.engine.internal.run;

import dev.dagrunr.dag.TaskState;
import dev.dagrunr.dag.internal.decision.Transition;
import dev.dagrunr.dag.internal.model.Expansion;
import dev.dagrunr.dag.internal.model.Graph;
import dev.dagrunr.engine.internal.store.InstanceSet;
import dev.dagrunr.engine.internal.store.ListOrder;
import java.sql.Connection;
import java.sql.SQLException;

/** Carries out an expansion: numbers the lists that need it, names the instances, and stores them. */
final class Expanding {
    private Expanding() {}

    /** @param startsAtOnce whether the instances are scheduled; otherwise they wait for it */
    static void carryOut(Connection connection, long run, Graph graph, Transition.Expand expand, boolean startsAtOnce)
            throws SQLException {
        var around = new Place(graph, expand.taskId(), expand.path());
        var source = graph.expansion(expand.taskId(), expand.path().size()).source();
        for (var list : source.stored()) {
            if (!(list instanceof Expansion.ListOf)) {
                var place = around.of(list.taskId());
                boolean ofLists = list instanceof Expansion.ElementsOf;
                ListOrder.fill(connection, run, place.taskId(), place.span(), ofLists);
            }
        }
        var labels = new Labels(connection, run, around).of(expand.width());
        int depth = graph.depth(expand.taskId());
        InstanceSet.expand(
                connection,
                run,
                graph.task(expand.taskId()),
                depth,
                expand.path(),
                labels,
                startsAtOnce ? TaskState.SCHEDULED : TaskState.NONE);
    }
}
