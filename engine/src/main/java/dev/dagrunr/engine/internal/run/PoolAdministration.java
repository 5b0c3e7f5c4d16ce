package dev.dagrunr.engine.internal.run;

import dev.dagrunr.engine.DagRunrException;
import dev.dagrunr.engine.ErrorCode;
import dev.dagrunr.engine.PoolSettings;
import dev.dagrunr.engine.internal.store.Database;
import dev.dagrunr.engine.internal.store.PoolStore;
import java.util.regex.Pattern;

/** Makes, changes and deletes pools. */
final class PoolAdministration {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.-]{1,250}");

    private PoolAdministration() {}

    static void set(Database database, PoolSettings pool) {
        if (!NAME.matcher(pool.name()).matches()) {
            throw invalid("Pool name '" + pool.name()
                    + "' is not valid; use 1 to 250 letters, digits, underscores, dots and dashes");
        }
        if (pool.slots() < -1) {
            throw invalid("Pool '" + pool.name() + "' cannot have " + pool.slots()
                    + " slots; give 0 or more, or -1 for no limit");
        }
        database.useTransaction(connection -> {
            PoolStore.save(connection, pool);
            if (pool.name().equals(PoolSettings.DEFAULT_POOL) && pool.slots() >= 0) {
                PoolStore.admitAllRuns(connection);
            }
        });
    }

    static void delete(Database database, String name) {
        if (name.equals(PoolSettings.DEFAULT_POOL)) {
            throw invalid("Pool '" + name + "' cannot be deleted; set its slots to -1 to lift its limit");
        }
        database.useTransaction(connection -> {
            var users = PoolStore.users(connection, name);
            if (!users.isEmpty()) {
                throw invalid("Pool '" + name + "' is used by runs of " + String.join(", ", users)
                        + " that have not ended; wait for them, or stop them");
            }
            if (!PoolStore.delete(connection, name)) {
                throw new DagRunrException(ErrorCode.UNKNOWN_POOL, "There is no pool '" + name + "'");
            }
        });
    }

    private static DagRunrException invalid(String message) {
        return new DagRunrException(ErrorCode.INVALID_CONFIGURATION, message);
    }
}
