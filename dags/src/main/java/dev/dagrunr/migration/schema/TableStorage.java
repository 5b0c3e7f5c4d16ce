package dev.dagrunr.migration.schema;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a table is kept. Immutable.
 *
 * @param accessMethod {@code heap} unless it was changed
 * @param options storage parameters as {@code name=value}; those of the TOAST table have the prefix {@code toast.}
 * @param replicaIdentity how logical replication names old rows
 * @param replicaIdentityIndex set when {@code replicaIdentity} is {@code INDEX}
 * @param clusteredIndex the index that CLUSTER without a name would use
 */
public record TableStorage(
        String accessMethod,
        List<String> options,
        ReplicaIdentity replicaIdentity,
        @Nullable String replicaIdentityIndex,
        @Nullable String clusteredIndex) {
    public TableStorage {
        options = List.copyOf(options);
    }

    /** The four settings of {@code alter table … replica identity}. */
    public enum ReplicaIdentity {
        DEFAULT,
        FULL,
        NOTHING,
        INDEX
    }
}
