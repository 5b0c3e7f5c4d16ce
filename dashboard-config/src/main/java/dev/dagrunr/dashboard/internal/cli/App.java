package dev.dagrunr.dashboard.internal.cli;

import dev.dagrunr.dag.Dag;
import dev.dagrunr.dashboard.internal.node.AppDags;
import dev.dagrunr.dashboard.internal.node.AppEngine;
import dev.dagrunr.dashboard.internal.node.Termination;
import dev.dagrunr.dashboard.internal.settings.Settings;
import java.util.Map;
import java.util.stream.Collectors;

/** What every command has at hand. Opens nothing by itself. */
record App(Map<String, String> environment, Settings settings, Terminal terminal, Termination termination) {
    /** The DAGs of this process, which need no database. */
    AppDags dags() {
        return AppDags.from(environment);
    }

    /** An engine that runs no task yet. */
    AppEngine connect() {
        return AppEngine.connect(settings, dags());
    }

    /** Refuses an id of no DAG, before a database is opened for it. */
    void requireDag(String dagId) {
        try (var dags = dags()) {
            require(dags, dagId);
        }
    }

    static Dag<?> require(AppDags dags, String dagId) {
        return dags.find(dagId)
                .orElseThrow(() -> CommandFailure.usage("There is no DAG '" + dagId + "'; there are "
                        + dags.all().stream().map(Dag::id).collect(Collectors.joining(" and "))));
    }
}
