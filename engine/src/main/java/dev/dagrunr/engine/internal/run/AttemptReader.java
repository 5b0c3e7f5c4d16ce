package dev.dagrunr.engine.internal.run;

import dev.dagrunr.engine.internal.store.AttemptStore.Claimed;
import dev.dagrunr.engine.internal.store.Database;
import dev.dagrunr.engine.internal.store.RunStore;
import dev.dagrunr.engine.internal.store.XComStore;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/** Reads what attempts need. What does not change while a run lasts is read once for many of them. Thread-safe. */
final class AttemptReader {
    /** A conf may be long; so many runs at once are rare. */
    private static final int REMEMBERED = 64;

    private final Database database;
    private final DagRegistry registry;
    private final Map<Key, RunStore.Facts> remembered = new LinkedHashMap<>(REMEMBERED, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, RunStore.Facts> eldest) {
            return size() > REMEMBERED;
        }
    };

    AttemptReader(Database database, DagRegistry registry) {
        this.database = database;
        this.registry = registry;
    }

    /** A run that was started again is another one, as far as its tasks can see. */
    private record Key(long run, Instant startedAt) {}

    /** @param patience of what the body reads later, while it runs */
    Assignment read(Claimed claimed, Persistence patience) {
        var instance = claimed.instance();
        StoredValues.Pages pages = (taskId, span) -> patience.insist(
                "What an attempt of " + instance.taskId() + " reads of " + taskId,
                () -> database.withoutTransaction(
                        connection -> XComStore.mapped(connection, instance.run(), taskId, span)));
        return database.withoutTransaction(
                connection -> Assignment.read(connection, registry, instance, facts(connection, claimed), pages));
    }

    private RunStore.Facts facts(Connection connection, Claimed claimed) throws SQLException {
        var key = new Key(claimed.instance().run(), claimed.runStartedAt());
        synchronized (remembered) {
            var known = remembered.get(key);
            if (known != null) {
                return known;
            }
        }
        var facts = RunStore.facts(connection, key.run()).orElseThrow();
        synchronized (remembered) {
            remembered.put(key, facts);
        }
        return facts;
    }
}
