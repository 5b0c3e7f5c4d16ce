package dev.dagrunr.dashboard.internal.cli;

import dev.dagrunr.dashboard.internal.progress.Pace;
import dev.dagrunr.engine.TaskInstanceInfo;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Shows how a run gets on: on a terminal one block of lines that is written over, elsewhere a line every two seconds. Not
 * thread-safe.
 */
final class ProgressDisplay {
    private static final Duration BETWEEN_BLOCKS = Duration.ofMillis(500);
    private static final Duration BETWEEN_LINES = Duration.ofSeconds(2);
    private static final int BAR = 30;
    private static final int TASKS_OF_BLOCK = 8;
    private static final int TASKS_OF_LINE = 3;

    private final Terminal terminal;
    private final Rate rows = new Rate();
    private final Rate bytes = new Rate();
    private int linesShown;

    ProgressDisplay(Terminal terminal) {
        this.terminal = terminal;
    }

    /** A second, lately; 0 as long as there is too little to tell. */
    record Speed(long rows, long bytes) {}

    /** How long to wait before the next snapshot is worth showing. */
    Duration interval() {
        return terminal.live() ? BETWEEN_BLOCKS : BETWEEN_LINES;
    }

    void show(RunSnapshot snapshot) {
        var speed = new Speed(
                rows.perSecond(snapshot.at(), snapshot.rowsMoved()),
                bytes.perSecond(snapshot.at(), snapshot.bytesMoved()));
        if (terminal.live()) {
            write(block(snapshot, speed));
        } else {
            terminal.note(line(snapshot, speed));
        }
    }

    /** A sentence above what is shown next. */
    void say(String sentence) {
        finish();
        terminal.note(sentence);
    }

    /** Takes the block away, so that what comes next stands where it was. */
    void finish() {
        if (terminal.live()) {
            write(List.of());
        }
    }

    private void write(List<String> lines) {
        var text = new StringBuilder();
        if (linesShown > 0) {
            // up to the first line of the block, then clear to the end of the screen
            text.append("\u001b[").append(linesShown).append("A\u001b[J");
        }
        var width = terminal.width().orElse(Integer.MAX_VALUE);
        lines.forEach(line -> text.append(line.length() < width ? line : line.substring(0, width - 1))
                .append('\n'));
        linesShown = lines.size();
        terminal.out().print(text);
        terminal.out().flush();
    }

    private static List<String> block(RunSnapshot snapshot, Speed speed) {
        var lines = new ArrayList<String>();
        lines.add(snapshot.run().dagId() + " · " + snapshot.run().runId() + " · " + Texts.seconds(snapshot.elapsed()));
        if (snapshot.rowsExpected() > 0) {
            lines.add("rows   " + bar(snapshot.rowsDone(), snapshot.rowsExpected()) + "  " + rows(snapshot, speed));
        }
        lines.add("tasks  " + bar(snapshot.finished(), snapshot.total()) + "  " + tasks(snapshot));
        var running = snapshot.running();
        running.stream().limit(TASKS_OF_BLOCK).forEach(task -> lines.add("       " + runningTask(task, snapshot.at())));
        if (running.size() > TASKS_OF_BLOCK) {
            lines.add("       and " + (running.size() - TASKS_OF_BLOCK) + " more");
        }
        return lines;
    }

    static String line(RunSnapshot snapshot, Speed speed) {
        var text = new StringBuilder(String.format(Locale.ROOT, "%8s", Texts.seconds(snapshot.elapsed())));
        if (snapshot.rowsExpected() > 0) {
            text.append("  rows ").append(rows(snapshot, speed)).append(';');
        }
        text.append("  tasks ").append(tasks(snapshot));
        var running = snapshot.running();
        if (!running.isEmpty()) {
            text.append("; running ")
                    .append(running.stream()
                            .limit(TASKS_OF_LINE)
                            .map(Texts::name)
                            .collect(Collectors.joining(", ")));
        }
        if (running.size() > TASKS_OF_LINE) {
            text.append(" and ").append(running.size() - TASKS_OF_LINE).append(" more");
        }
        return text.toString();
    }

    private static String rows(RunSnapshot snapshot, Speed speed) {
        return Texts.count(snapshot.rowsDone()) + " of " + Texts.count(snapshot.rowsExpected())
                + (snapshot.bytesDone() == 0 ? "" : ", " + Pace.text(snapshot.bytesDone()))
                + (speed.rows() == 0
                        ? ""
                        : ", " + Texts.count(speed.rows()) + " rows/s, " + Pace.text(speed.bytes()) + "/s"
                                + left(snapshot.rowsExpected() - snapshot.rowsDone(), speed.rows()));
    }

    /** Of the rows alone: indexes and what else comes after them are not among it. */
    static String left(long rows, long speed) {
        return rows == 0 ? "" : ", about " + Texts.seconds(Duration.ofSeconds(1 + rows / speed)) + " left";
    }

    private static String tasks(RunSnapshot snapshot) {
        return snapshot.finished() + " of " + snapshot.total() + " done"
                + (snapshot.retrying() == 0 ? "" : ", " + snapshot.retrying() + " to be tried again")
                + (snapshot.failed() == 0 ? "" : ", " + snapshot.failed() + " failed");
    }

    static String runningTask(TaskInstanceInfo task, Instant now) {
        return task.progressExpected() <= 0
                ? Texts.name(task)
                : Texts.name(task) + "  " + percent(task.progressDone(), task.progressExpected()) + " %"
                        + (task.progressBytes() == 0 ? "" : moved(task, now));
    }

    private static String moved(TaskInstanceInfo task, Instant now) {
        var pace = Pace.of(task, now);
        return ", " + Pace.text(task.progressBytes()) + ", " + Texts.count(pace.rowsPerSecond()) + " rows/s, "
                + Pace.text(pace.bytesPerSecond()) + "/s"
                + pace.left(task.progressExpected() - task.progressDone())
                        .map(left -> ", about " + Texts.seconds(left) + " left")
                        .orElse("");
    }

    private static String bar(long done, long expected) {
        var filled = expected <= 0 ? 0 : (int) Math.min(BAR, BAR * done / expected);
        return "[" + "=".repeat(filled) + " ".repeat(BAR - filled) + "]";
    }

    private static long percent(long done, long expected) {
        return Math.min(100, 100 * done / expected);
    }
}
