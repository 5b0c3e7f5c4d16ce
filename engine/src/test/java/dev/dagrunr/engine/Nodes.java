package dev.dagrunr.engine;

import dev.dagrunr.testsupport.Database;
import java.io.File;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Nodes that are JVMs of their own; {@link #close} kills those that are left. */
final class Nodes implements AutoCloseable {
    private final Database database;
    private final Class<?> main;
    private final Map<String, String> environment;
    private final List<Process> started = new ArrayList<>();

    /** @param environment what {@code main} reads beside the address of the database */
    Nodes(Database database, Class<?> main, Map<String, String> environment) {
        this.database = database;
        this.main = main;
        this.environment = environment;
    }

    Process start(String name) throws IOException {
        var command = List.of(
                ProcessHandle.current().info().command().orElseThrow(),
                "-Xmx256m",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                main.getName());
        var builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(File.createTempFile("dagrunr-node-", ".log"));
        builder.environment().putAll(environment);
        builder.environment().put("NODE_URL", database.jdbcUrl());
        builder.environment().put("NODE_USER", database.user());
        builder.environment().put("NODE_PASSWORD", database.password());
        builder.environment().put("NODE_NAME", name);
        var node = builder.start();
        started.add(node);
        return node;
    }

    @Override
    public void close() {
        started.forEach(Process::destroyForcibly);
    }
}
