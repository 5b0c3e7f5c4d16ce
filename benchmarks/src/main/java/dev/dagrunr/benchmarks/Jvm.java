package dev.dagrunr.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Another JVM with the same classes. */
final class Jvm {
    private Jvm() {}

    private static ProcessBuilder command(String heap, Class<?> main, List<String> arguments) {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + heap,
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
        command.addAll(arguments);
        return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
    }

    /** What it prints is read from the process. */
    static Process startPiped(String heap, Class<?> main, List<String> arguments) throws IOException {
        return command(heap, main, arguments).start();
    }

    /** What it prints is printed here. */
    static void run(String heap, Class<?> main, List<String> arguments) throws IOException, InterruptedException {
        int exit = command(heap, main, arguments)
                .redirectOutput(ProcessBuilder.Redirect.INHERIT)
                .start()
                .waitFor();
        if (exit != 0) {
            throw new IllegalStateException("The JVM of " + main.getSimpleName() + " ended with " + exit);
        }
    }
}
