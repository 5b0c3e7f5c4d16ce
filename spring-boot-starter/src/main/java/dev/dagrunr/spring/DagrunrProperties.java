package dev.dagrunr.spring;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What {@code dagrunr.*} of the application's properties says. What is not set is as {@link
 * dev.dagrunr.engine.DagRunrConfiguration} has it. Immutable.
 *
 * @param enabled Whether the application has an engine at all.
 * @param takesWork Whether this process runs tasks; else it only triggers and watches runs that other processes work on.
 * @param nodeName How people tell this process from others; the application's name and the process id unless set.
 * @param parallelism How many tasks run at the same time here; 16 unless set, or what the pool has connections for.
 * @param maxActiveTasks How many tasks of one run may be queued or running, for DAGs that do not say.
 * @param maxActiveRuns How many runs of one DAG are running at the same time, for DAGs that do not say.
 * @param maxMapLength How many instances a mapped task may be expanded to, for DAGs that do not say.
 * @param maxValueBytes The longest JSON, in bytes, of a task's value or of one element of a list.
 * @param maxLogCharacters The longest log of one attempt, in characters.
 * @param lease How long a node that does not report is believed to live; at least 3 seconds.
 * @param closeGrace How long running tasks may go on when the application stops, before they are interrupted and queued again.
 * @param jobTablesOfItsOwn Whether JobRunr's tables stand in schema dagrunr, apart from those of an application that runs JobRunr itself.
 */
@ConfigurationProperties("dagrunr")
public record DagrunrProperties(
        @DefaultValue("true") boolean enabled,
        @DefaultValue("true") boolean takesWork,
        @Nullable String nodeName,
        @Nullable Integer parallelism,
        @Nullable Integer maxActiveTasks,
        @Nullable Integer maxActiveRuns,
        @Nullable Integer maxMapLength,
        @Nullable Integer maxValueBytes,
        @Nullable Integer maxLogCharacters,
        @DefaultValue("5s") Duration lease,
        @DefaultValue("5s") Duration closeGrace,
        @DefaultValue("true") boolean jobTablesOfItsOwn) {

    /** @throws IllegalArgumentException when {@code closeGrace} is negative */
    public DagrunrProperties {
        if (closeGrace.isNegative()) {
            throw new IllegalArgumentException(
                    "dagrunr.close-grace is " + closeGrace + "; set it to 0s or more, such as 5s");
        }
    }
}
