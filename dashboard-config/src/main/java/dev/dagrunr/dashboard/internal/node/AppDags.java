package dev.dagrunr.dashboard.internal.node;

import dev.dagrunr.dag.Dag;
import dev.dagrunr.migration.MigrationDags;
import dev.dagrunr.migration.connection.Connections;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The DAGs that this process can run, with the connections that their tasks use. Thread-safe. */
public final class AppDags implements AutoCloseable {
    private final Connections connections;
    private final List<Dag<?>> all;

    private AppDags(Connections connections, List<Dag<?>> all) {
        this.connections = connections;
        this.all = all;
    }

    /** @throws IllegalArgumentException when a variable of the environment has a wrong value */
    public static AppDags from(Map<String, String> environment) {
        var connections = Connections.from(environment);
        var dags = MigrationDags.create(connections, environment);
        return new AppDags(connections, List.of(dags.migration(), dags.validation()));
    }

    public List<Dag<?>> all() {
        return all;
    }

    public Optional<Dag<?>> find(String dagId) {
        return all.stream().filter(dag -> dag.id().equals(dagId)).findFirst();
    }

    public Connections connections() {
        return connections;
    }

    @Override
    public void close() {
        connections.close();
    }
}
