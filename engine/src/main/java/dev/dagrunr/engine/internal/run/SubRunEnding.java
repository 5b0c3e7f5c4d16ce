package dev.dagrunr.engine.internal.run;

import dev.dagrunr.dag.RunState;
import dev.dagrunr.dag.TaskState;
import dev.dagrunr.dag.TriggeredRun;
import dev.dagrunr.engine.TaskInstanceInfo;
import dev.dagrunr.engine.internal.json.Json;
import dev.dagrunr.engine.internal.store.InstanceReport;
import dev.dagrunr.engine.internal.store.RunStore;
import dev.dagrunr.engine.internal.store.StoredRun;
import dev.dagrunr.engine.internal.store.XComStore;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.stream.Collectors;

/** What the end of a run means for the task that waited for it: the run's result, or the reason why it failed. */
final class SubRunEnding {
    private static final int REASONS = 3;

    private SubRunEnding() {}

    static AttemptResult of(Connection connection, StoredRun child) throws SQLException {
        if (child.state() == RunState.FAILED) {
            return new AttemptResult.Failed(reason(connection, child), true);
        }
        var read = child.parent().flatMap(RunStore.Parent::reads);
        if (read.isPresent()) {
            return new AttemptResult.Returned(XComStore.value(connection, child.id(), read.get(), -1)
                    .<AttemptResult.Value>map(AttemptResult.Whole::new)
                    .orElseGet(AttemptResult.Nothing::new));
        }
        var run = new TriggeredRun(child.dagId(), child.runId(), child.state());
        return new AttemptResult.Returned(new AttemptResult.Whole(Json.write(run)));
    }

    private static String reason(Connection connection, StoredRun child) throws SQLException {
        var failed = InstanceReport.ofRun(connection, child.id()).stream()
                .filter(instance -> instance.state() == TaskState.FAILED)
                .toList();
        var reasons = failed.stream().limit(REASONS).map(SubRunEnding::describe).collect(Collectors.joining("; "));
        var more = failed.size() > REASONS ? " and " + (failed.size() - REASONS) + " more" : "";
        var runReason = RunStore.find(connection, child.id()).orElseThrow().reason();
        return "Run '%s' of DAG '%s' failed: %s"
                .formatted(child.runId(), child.dagId(), reasons.isEmpty() ? runReason : reasons + more);
    }

    private static String describe(TaskInstanceInfo instance) {
        return instance.taskId() + (instance.mapIndex() < 0 ? "" : "[" + instance.mapIndex() + "]") + ": "
                + instance.reason();
    }
}
