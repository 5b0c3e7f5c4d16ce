package dev.dagrunr.dag;

import java.util.ArrayList;
import java.util.List;

/** What happened in a run in memory: one line a transition, and beside it what the bodies logged. */
final class Transcript {
    private final List<String> lines = new ArrayList<>();
    private final List<LogLine> log = new ArrayList<>();

    private record LogLine(String taskId, String text) {}

    void add(String line) {
        lines.add(line);
    }

    void addIndented(String other) {
        other.lines().map(line -> "  " + line).forEach(lines::add);
    }

    void log(TestedInstance instance, String line) {
        log.add(new LogLine(instance.taskId, instance.name() + " " + line));
    }

    void logOfRun(String line) {
        log.add(new LogLine("", line));
    }

    String text() {
        return String.join("\n", lines) + "\n";
    }

    List<String> log() {
        return log.stream().map(LogLine::text).toList();
    }

    List<String> logOf(String taskId) {
        return log.stream()
                .filter(line -> line.taskId().equals(taskId))
                .map(LogLine::text)
                .toList();
    }
}
