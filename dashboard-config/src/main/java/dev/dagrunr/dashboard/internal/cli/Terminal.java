package dev.dagrunr.dashboard.internal.cli;

import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.OptionalInt;

/**
 * Where a command prints: answers to {@code out}, everything else to {@code err}.
 *
 * @param width columns to fit tables into; empty when nobody looks, so that nothing is cut off in a file
 * @param colour whether escape sequences are understood and wanted
 */
public record Terminal(PrintWriter out, PrintWriter err, OptionalInt width, boolean colour) {
    private static final int WIDTH_OF_UNKNOWN_TERMINALS = 120;

    /** The process's own terminal. {@code NO_COLOR} switches colours off. */
    public static Terminal ofProcess(Map<String, String> environment) {
        var isTerminal = outputIsTerminal();
        return new Terminal(
                new PrintWriter(System.out, true, StandardCharsets.UTF_8),
                new PrintWriter(System.err, true, StandardCharsets.UTF_8),
                isTerminal ? OptionalInt.of(width(environment)) : OptionalInt.empty(),
                isTerminal && !environment.containsKey("NO_COLOR") && !"dumb".equals(environment.get("TERM")));
    }

    /** Asks the system: the JDK's own answer takes the input into account, and differs from version to version. */
    private static boolean outputIsTerminal() {
        try {
            return new ProcessBuilder("test", "-t", "1")
                            .redirectOutput(ProcessBuilder.Redirect.INHERIT)
                            .start()
                            .onExit()
                            .join()
                            .exitValue()
                    == 0;
        } catch (IOException e) {
            // No such command on this machine.
            return false;
        }
    }

    private static int width(Map<String, String> environment) {
        var columns = environment.getOrDefault("COLUMNS", "");
        return columns.matches("\\d{2,4}") ? Integer.parseInt(columns) : widthFromTerminal();
    }

    private static int widthFromTerminal() {
        try {
            var process = new ProcessBuilder("stty", "size")
                    .redirectInput(new File("/dev/tty"))
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            var size = new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip();
            return size.matches("\\d+ [1-9]\\d*")
                    ? Integer.parseInt(size.substring(size.indexOf(' ') + 1))
                    : WIDTH_OF_UNKNOWN_TERMINALS;
        } catch (IOException e) {
            // No stty on this machine.
            return WIDTH_OF_UNKNOWN_TERMINALS;
        }
    }

    /** Whether a block of lines can be written over again and again. */
    boolean live() {
        return colour && width.isPresent();
    }

    /** Something to know that is no answer. */
    void note(String sentence) {
        err.println(sentence);
        err.flush();
    }

    void error(String sentence) {
        err.println((colour ? "\u001b[31merror:\u001b[0m " : "error: ") + sentence);
        err.flush();
    }
}
