package dev.dagrunr.migration;

import dev.dagrunr.dag.Dag;
import dev.dagrunr.migration.connection.Connections;
import dev.dagrunr.migration.notification.Notifications;
import java.util.Map;

/** Both DAGs of this module, wired to the connections and settings of a node. Immutable. */
public record MigrationDags(Dag<MigrationParams> migration, Dag<ValidationParams> validation) {
    /**
     * @param environment normally {@code System.getenv()}; see {@link MigrationDefaults} and {@link Notifications#from}
     * @throws IllegalArgumentException with every variable that has a wrong value
     */
    public static MigrationDags create(Connections connections, Map<String, String> environment) {
        var defaults = MigrationDefaults.from(environment);
        var validation = ValidationDag.create(connections, defaults.validation());
        var notifications = Notifications.from(environment);
        return new MigrationDags(MigrationDag.create(connections, defaults, validation, notifications), validation);
    }
}
