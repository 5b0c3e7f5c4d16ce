package dev.dagrunr.migration;

import dev.dagrunr.dag.Dag;
import dev.dagrunr.migration.connection.Connections;
import dev.dagrunr.migration.notification.Notifications;
import dev.dagrunr.migration.transform.Transformers;
import java.util.Map;

/** Both DAGs of this module, wired to the connections and settings of a node. Immutable. */
public record MigrationDags(Dag<MigrationParams> migration, Dag<ValidationParams> validation) {
    /**
     * @param environment normally {@code System.getenv()}; see {@link MigrationDefaults} and {@link Notifications#from}
     * @throws IllegalArgumentException with every variable that has a wrong value
     */
    public static MigrationDags create(Connections connections, Map<String, String> environment) {
        return create(connections, environment, Transformers.none());
    }

    /** @param transformers what changes values on their way; every node must have the same */
    public static MigrationDags create(
            Connections connections, Map<String, String> environment, Transformers transformers) {
        var defaults = MigrationDefaults.from(environment);
        var all = transformers.withEnvironment(environment);
        var validation = ValidationDag.create(connections, defaults.validation(), all);
        var notifications = Notifications.from(environment);
        return new MigrationDags(
                MigrationDag.create(connections, defaults, validation, notifications, all), validation);
    }
}
