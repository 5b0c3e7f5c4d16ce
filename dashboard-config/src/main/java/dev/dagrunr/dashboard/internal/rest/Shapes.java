package dev.dagrunr.dashboard.internal.rest;

import com.fasterxml.jackson.annotation.JsonRawValue;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.dagrunr.dag.TaskState;
import dev.dagrunr.dashboard.internal.page.Shape;
import dev.dagrunr.engine.BackfillRun;
import dev.dagrunr.engine.LogLine;
import dev.dagrunr.engine.PoolInfo;
import dev.dagrunr.engine.view.DagSummary;
import dev.dagrunr.engine.view.InstanceView;
import dev.dagrunr.engine.view.RunSummary;
import dev.dagrunr.engine.view.StructureVersion;
import dev.dagrunr.engine.view.TryView;
import dev.dagrunr.engine.view.XComView;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the API answers with; the names become snake case. Absent values are null, as Airflow's are. */
final class Shapes {
    private Shapes() {}

    record Dags(List<Dag> dags, long totalEntries) {}

    record Dag(
            String dagId,
            String dagDisplayName,
            String description,
            boolean isPaused,
            @Nullable String timetableSummary,
            @Nullable String nextDagrunRunAfter,
            String structureHash) {
        static Dag of(DagSummary dag) {
            return new Dag(
                    dag.dagId(),
                    dag.dagId(),
                    dag.description(),
                    dag.paused(),
                    dag.schedule().orElse(null),
                    text(dag.nextRunAfter()),
                    dag.structureHash());
        }
    }

    /** @param params what a run has whose conf leaves it out */
    record DagDetails(
            @JsonUnwrapped Dag dag, @JsonRawValue @Nullable String params, String lastParsed) {
        static DagDetails of(DagSummary dag) {
            return new DagDetails(
                    Dag.of(dag), dag.defaults().orElse(null), dag.registeredAt().toString());
        }
    }

    record Tasks(List<Task> tasks, long totalEntries) {}

    record Task(
            String taskId,
            String taskDisplayName,
            String triggerRule,
            int retries,
            boolean isMapped,
            List<String> upstreamTaskIds,
            List<String> downstreamTaskIds) {
        static Task of(Shape shape, Shape.Task task) {
            return new Task(
                    task.id(),
                    task.id(),
                    task.rule(),
                    task.retries(),
                    task.mapped(),
                    task.upstream(),
                    shape.downstream(task.id()));
        }
    }

    record DagVersions(List<DagVersion> dagVersions, long totalEntries) {}

    /** @param id the hash that runs have as {@code structure_hash} */
    record DagVersion(String id, int versionNumber, String dagId, String dagDisplayName, String createdAt, long runs) {
        static DagVersion of(String dagId, int number, StructureVersion version) {
            return new DagVersion(
                    version.hash(), number, dagId, dagId, version.createdAt().toString(), version.runs());
        }
    }

    record DagRuns(List<DagRun> dagRuns, long totalEntries) {}

    record DagRun(
            String dagId,
            String dagRunId,
            String dagDisplayName,
            @Nullable String logicalDate,
            @Nullable String dataIntervalStart,
            @Nullable String dataIntervalEnd,
            String runAfter,
            String queuedAt,
            @Nullable String startDate,
            @Nullable String endDate,
            @Nullable Double duration,
            String runType,
            String state,
            @JsonRawValue String conf,
            String structureHash,
            String reason) {
        static DagRun of(RunSummary run) {
            return new DagRun(
                    run.dagId(),
                    run.runId(),
                    run.dagId(),
                    text(run.logicalDate()),
                    text(run.intervalStart()),
                    text(run.intervalEnd()),
                    run.runAfter().toString(),
                    run.queuedAt().toString(),
                    text(run.startedAt()),
                    text(run.endedAt()),
                    seconds(run.startedAt(), run.endedAt()),
                    run.runType(),
                    run.state().wireName(),
                    run.conf(),
                    run.structureHash(),
                    run.reason());
        }
    }

    record TaskInstances(List<TaskInstance> taskInstances, long totalEntries) {}

    record TaskInstance(
            String id,
            String dagId,
            String dagDisplayName,
            String dagRunId,
            @Nullable String logicalDate,
            String runAfter,
            String taskId,
            String taskDisplayName,
            int mapIndex,
            @Nullable String renderedMapIndex,
            @Nullable String state,
            int tryNumber,
            int maxTries,
            int priorityWeight,
            @Nullable String hostname,
            @Nullable String queuedWhen,
            @Nullable String startDate,
            @Nullable String endDate,
            @Nullable Double duration,
            long progressDone,
            long progressExpected,
            long progressBytes,
            long resumedDone,
            long resumedBytes,
            String reason) {
        static TaskInstance of(RunSummary run, InstanceView instance) {
            return new TaskInstance(
                    Long.toString(instance.key()),
                    run.dagId(),
                    run.dagId(),
                    run.runId(),
                    text(run.logicalDate()),
                    run.runAfter().toString(),
                    instance.taskId(),
                    instance.taskId(),
                    instance.mapIndex(),
                    instance.label().isEmpty() ? null : instance.label(),
                    instance.state() == TaskState.NONE ? null : instance.state().wireName(),
                    instance.tryNumber(),
                    instance.maxTries(),
                    instance.priority(),
                    instance.node().orElse(null),
                    text(instance.queuedAt()),
                    text(instance.startedAt()),
                    text(instance.endedAt()),
                    seconds(instance.startedAt(), instance.endedAt()),
                    instance.progressDone(),
                    instance.progressExpected(),
                    instance.progressBytes(),
                    instance.resumedDone(),
                    instance.resumedBytes(),
                    instance.reason());
        }
    }

    record TaskInstanceTries(List<TaskInstanceTry> taskInstances, long totalEntries) {}

    /** @param attempt names it within its instance; a try may have several */
    record TaskInstanceTry(
            String dagId,
            String dagDisplayName,
            String dagRunId,
            String taskId,
            String taskDisplayName,
            int mapIndex,
            int tryNumber,
            int maxTries,
            int attempt,
            String state,
            @Nullable String hostname,
            @Nullable String startDate,
            @Nullable String endDate,
            @Nullable Double duration,
            String reason) {
        static TaskInstanceTry of(RunSummary run, InstanceView instance, TryView ended) {
            return new TaskInstanceTry(
                    run.dagId(),
                    run.dagId(),
                    run.runId(),
                    instance.taskId(),
                    instance.taskId(),
                    instance.mapIndex(),
                    ended.tryNumber(),
                    instance.maxTries(),
                    ended.epoch(),
                    ended.state(),
                    ended.node(),
                    text(ended.startedAt()),
                    ended.endedAt().toString(),
                    seconds(ended.startedAt(), Optional.of(ended.endedAt())),
                    ended.reason());
        }

        static TaskInstanceTry underWay(RunSummary run, InstanceView instance) {
            return new TaskInstanceTry(
                    run.dagId(),
                    run.dagId(),
                    run.runId(),
                    instance.taskId(),
                    instance.taskId(),
                    instance.mapIndex(),
                    instance.tryNumber(),
                    instance.maxTries(),
                    instance.epoch(),
                    instance.state().wireName(),
                    instance.node().orElse(null),
                    instance.state() == TaskState.RUNNING ? text(instance.startedAt()) : null,
                    null,
                    null,
                    "");
        }
    }

    record Dependencies(List<Dependency> dependencies) {}

    /** @param name the same for all: the reason says everything */
    record Dependency(String name, String reason) {
        static Dependency of(String reason) {
            return new Dependency("Not ready", reason);
        }
    }

    /** @param continuationToken asks for the lines after these; null when there are none yet */
    record Log(List<Line> content, @Nullable String continuationToken) {}

    record Line(String timestamp, String level, String event, int attempt) {
        static Line of(LogLine line) {
            return new Line(line.at().toString(), line.level(), line.message(), line.epoch());
        }
    }

    record XCom(
            String dagId,
            String dagDisplayName,
            String runId,
            @Nullable String logicalDate,
            String taskId,
            String taskDisplayName,
            int mapIndex,
            String key,
            @JsonRawValue String value) {
        static final String KEY = "return_value";

        /** An element of a list that tasks expand over has its position in its key. */
        static XCom of(RunSummary run, XComView value) {
            var key = value.part() < 0 ? KEY : KEY + "[" + value.part() + "]";
            return of(run, value.taskId(), value.mapIndex(), key, value.json());
        }

        static XCom of(RunSummary run, InstanceView instance, String key, String json) {
            return of(run, instance.taskId(), instance.mapIndex(), key, json);
        }

        private static XCom of(RunSummary run, String taskId, int mapIndex, String key, String json) {
            return new XCom(
                    run.dagId(),
                    run.dagId(),
                    run.runId(),
                    text(run.logicalDate()),
                    taskId,
                    taskId,
                    mapIndex,
                    key,
                    json);
        }
    }

    record XComs(List<XCom> xcomEntries, long totalEntries) {}

    record Pools(List<Pool> pools, long totalEntries) {}

    /** @param occupiedSlots queued and running together; Airflow tells them apart */
    record Pool(
            String name,
            int slots,
            String description,
            boolean includeDeferred,
            int occupiedSlots,
            int openSlots,
            int scheduledSlots) {
        static Pool of(PoolInfo pool) {
            var settings = pool.settings();
            return new Pool(
                    pool.name(),
                    settings.slots(),
                    settings.description(),
                    settings.includeDeferred(),
                    pool.occupied(),
                    settings.slots() < 0 ? -1 : pool.free(),
                    pool.waiting());
        }
    }

    record BackfillRuns(List<BackfillEntry> backfills, long totalEntries) {}

    /** @param fate what is done for the date */
    record BackfillEntry(@Nullable String logicalDate, String dagRunId, String fate) {
        static BackfillEntry of(BackfillRun run) {
            return new BackfillEntry(
                    text(run.run().logicalDate()),
                    run.run().runId(),
                    run.fate().name().toLowerCase(Locale.ROOT));
        }
    }

    private static @Nullable String text(Optional<Instant> at) {
        return at.map(Instant::toString).orElse(null);
    }

    private static @Nullable Double seconds(Optional<Instant> start, Optional<Instant> end) {
        return start.isEmpty() || end.isEmpty()
                ? null
                : Double.valueOf(Duration.between(start.get(), end.get()).toMillis() / 1_000.0);
    }
}
