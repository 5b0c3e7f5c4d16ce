package dev.dagrunr.dashboard.internal.postgres;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Runs one of PostgreSQL's programs to its end. */
final class ServerProgram {
    private ServerProgram() {}

    /**
     * @throws EmbeddedServerException when the program does not end with 0; its last words, found in the file that took its
     *     output, are in the message
     */
    static void run(List<String> command, Path output) throws IOException {
        var builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                // A file, not a pipe: a server started by the program would keep a pipe open, and us waiting for its
                // end.
                .redirectOutput(output.toFile())
                .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")));
        // Messages are searched for words, and the caller's PG variables must not lead elsewhere.
        builder.environment().keySet().removeIf(name -> name.startsWith("PG"));
        builder.environment().putAll(Map.of("LC_ALL", "C"));
        var process = builder.start();
        try {
            var exitCode = process.waitFor();
            if (exitCode != 0) {
                throw new EmbeddedServerException("PostgreSQL's program " + programOf(command) + " ended with "
                        + exitCode + ": " + lastWords(output));
            }
        } catch (InterruptedException e) {
            process.destroy();
            Thread.currentThread().interrupt();
            throw new EmbeddedServerException(
                    "Interrupted while PostgreSQL's program " + programOf(command) + " ran", e);
        }
    }

    /** The line of a log that says best what went wrong: the last fatal one, else the last. */
    static String lastWords(Path log) throws IOException {
        if (!Files.exists(log)) {
            return "it left no message";
        }
        var lines = new String(Files.readAllBytes(log), StandardCharsets.UTF_8)
                .lines()
                .filter(line -> !line.isBlank())
                .toList();
        return lines.stream()
                .filter(line -> line.contains("FATAL:") || line.contains("PANIC:") || line.contains("error:"))
                .reduce((earlier, later) -> later)
                .or(() -> lines.stream().reduce((earlier, later) -> later))
                .map(String::strip)
                .orElse("it left no message");
    }

    private static String programOf(List<String> command) {
        return command.stream()
                .filter(word -> word.contains("/bin/"))
                .findFirst()
                .map(word -> Path.of(word).getFileName().toString())
                .orElse(command.get(0));
    }
}
