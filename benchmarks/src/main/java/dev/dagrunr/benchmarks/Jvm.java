package dev.dagrunr.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Another JVM with the same classes. */
final class Jvm {
    private Jvm() {}

    /** What it prints is printed here. */
    static Process start(String heap, Class<?> main, List<String> arguments) throws IOException {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + heap,
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
        command.addAll(arguments);
        return new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.INHERIT)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    static void run(String heap, Class<?> main, List<String> arguments) throws IOException, InterruptedException {
        int exit = start(heap, main, arguments).waitFor();
        if (exit != 0) {
            throw new IllegalStateException("The JVM of " + main.getSimpleName() + " ended with " + exit);
        }
    }
}
