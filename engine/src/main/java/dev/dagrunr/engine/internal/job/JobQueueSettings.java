package dev.dagrunr.engine.internal.job;

import java.time.Duration;

/**
 * How a node takes work from JobRunr. Immutable.
 *
 * @param nodeName shown in JobRunr's list of servers and in the names of worker threads; up to 127 characters
 * @param parallelism the number of worker threads, and the most attempts this node holds at any time
 * @param keepSucceeded how long the job of a successful attempt stays listed; the engine needs none of them
 * @param keepDeleted how long a deleted job stays listed
 * @param tablePrefix before the names of JobRunr's tables: nothing, for the first schema of the search path, or a schema
 *     and its dot; a constant of the program
 */
public record JobQueueSettings(
        String nodeName, int parallelism, Duration keepSucceeded, Duration keepDeleted, String tablePrefix) {

    private static final int NAME_LENGTH = 127;

    public JobQueueSettings {
        if (nodeName.isBlank() || nodeName.length() > NAME_LENGTH) {
            throw new IllegalArgumentException(
                    "Node name '" + nodeName + "' must have 1 to " + NAME_LENGTH + " characters.");
        }
        if (parallelism < 1) {
            throw new IllegalArgumentException("Parallelism is " + parallelism + "; a node needs at least 1 worker.");
        }
        if (keepSucceeded.isNegative() || keepDeleted.isNegative()) {
            throw new IllegalArgumentException(
                    "Jobs cannot be kept for a negative time: " + keepSucceeded + ", " + keepDeleted + ".");
        }
    }

    /** Succeeded and deleted jobs stay listed for a day each. */
    public static JobQueueSettings of(String nodeName, int parallelism) {
        return new JobQueueSettings(nodeName, parallelism, Duration.ofDays(1), Duration.ofDays(1), "");
    }

    public JobQueueSettings withRetention(Duration keepSucceeded, Duration keepDeleted) {
        return new JobQueueSettings(nodeName, parallelism, keepSucceeded, keepDeleted, tablePrefix);
    }

    public JobQueueSettings withTablePrefix(String prefix) {
        return new JobQueueSettings(nodeName, parallelism, keepSucceeded, keepDeleted, prefix);
    }
}
