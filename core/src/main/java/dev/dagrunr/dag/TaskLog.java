package dev.dagrunr.dag;

/** The log of one try of a task instance: stored apart, readable while the task runs. Thread-safe. */
public interface TaskLog {
    void info(String message);

    void warn(String message);

    void error(String message);
}
