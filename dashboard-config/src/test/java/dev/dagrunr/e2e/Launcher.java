package dev.dagrunr.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The packaged app by its own script, from a folder that looks like a checkout that is built. */
record Launcher(Path root, Map<String, String> environment) {
    static Launcher in(Path folder, Map<String, String> environment) throws IOException {
        var module = Path.of("").toAbsolutePath();
        var app = Files.createDirectories(folder.resolve("dashboard-config/target/app"));
        for (var part : List.of("dagrunr.jar", "lib")) {
            Files.createSymbolicLink(
                    app.resolve(part), module.resolve("target/app").resolve(part));
        }
        Files.createFile(app.resolve(".built"));
        Files.copy(module.resolveSibling("dagrunr"), folder.resolve("dagrunr"));
        return new Launcher(folder, Map.copyOf(environment));
    }

    List<String> command(String... arguments) {
        var command = new ArrayList<>(List.of("bash", root.resolve("dagrunr").toString()));
        command.addAll(List.of(arguments));
        return command;
    }

    ProcessBuilder process(List<String> command) {
        var builder = new ProcessBuilder(command).directory(root.toFile()).redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.startsWith("DAGRUNR_") || name.equals("NO_COLOR"));
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put("DAGRUNR_JAVA_OPTS", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC");
        builder.environment().put("DAGRUNR_HEAP", "256m");
        builder.environment().put("TERM", "xterm");
        builder.environment().putAll(environment);
        return builder;
    }

    ProcessBuilder process(String... arguments) {
        return process(command(arguments));
    }

    /** On a pseudo terminal, whose keyboard is the process's input. */
    ProcessBuilder onTerminal(String... arguments) {
        var line = String.join(" ", command(arguments));
        return process(List.of("script", "--quiet", "--return", "--command", "exec " + line, "/dev/null"));
    }
}
