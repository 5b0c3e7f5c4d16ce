package dev.dagrunr.dashboard.internal.rest;

import com.fasterxml.jackson.annotation.JsonRawValue;
import dev.dagrunr.dag.TaskState;
import dev.dagrunr.engine.BackfillRun;
import dev.dagrunr.engine.LogLine;
import dev.dagrunr.engine.PoolInfo;
import dev.dagrunr.engine.view.DagSummary;
import dev.dagrunr.engine.view.InstanceView;
import dev.dagrunr.engine.view.RunSummary;
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

    record DagRuns(List<DagRun> dagRuns, long totalEntries) {}

    record DagRun(
            String dagId,
            String dagRunId,
            @Nullable String logicalDate,
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
                    text(run.logicalDate()),
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
            String dagRunId,
            String taskId,
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
            String reason) {
        static TaskInstance of(RunSummary run, InstanceView instance) {
            return new TaskInstance(
                    Long.toString(instance.key()),
                    run.dagId(),
                    run.runId(),
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
                    instance.reason());
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
            String runId,
            String taskId,
            int mapIndex,
            String key,
            @JsonRawValue String value) {
        static XCom of(RunSummary run, XComView value) {
            return new XCom(run.dagId(), run.runId(), value.taskId(), value.mapIndex(), key(value), value.json());
        }

        /** An element of a list that tasks expand over has its position as its key. */
        private static String key(XComView value) {
            return value.part() < 0 ? "return_value" : "return_value[" + value.part() + "]";
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

    /** RFC 9457. */
    record Problem(String type, String title, int status, String detail) {}

    private static @Nullable String text(Optional<Instant> at) {
        return at.map(Instant::toString).orElse(null);
    }

    private static @Nullable Double seconds(Optional<Instant> start, Optional<Instant> end) {
        return start.isEmpty() || end.isEmpty()
                ? null
                : Double.valueOf(Duration.between(start.get(), end.get()).toMillis() / 1_000.0);
    }
}
