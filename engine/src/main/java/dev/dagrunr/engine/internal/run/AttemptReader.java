package dev.dagrunr.engine.internal.run;

import static java.util.Objects.requireNonNull;

import dev.dagrunr.dag.internal.model.Expansion;
import dev.dagrunr.dag.internal.model.Task;
import dev.dagrunr.engine.internal.store.AttemptStore.Claimed;
import dev.dagrunr.engine.internal.store.Database;
import dev.dagrunr.engine.internal.store.NodeStore;
import dev.dagrunr.engine.internal.store.RunStore;
import dev.dagrunr.engine.internal.store.StoredInstance;
import dev.dagrunr.engine.internal.store.XComStore;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

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
                connection -> Assignment.read(connection, registry, claimed, facts(connection, claimed), pages));
    }

    /** The name of another node that has the code of the version which the attempt's run started with. */
    Optional<String> otherWithCode(StoredInstance attempt) {
        return database.withoutTransaction(connection -> NodeStore.otherWithCode(
                connection, attempt.run(), requireNonNull(attempt.node(), "an attempt without a node")));
    }

    /** With the element that each will ask for, where that is easy to tell; read by one statement. */
    List<Claimed> withElements(Connection connection, List<Claimed> claimed) throws SQLException {
        var wanted = claimed.stream().flatMap(one -> wanted(one).stream()).toList();
        var elements = XComStore.elements(connection, wanted);
        return claimed.stream()
                .map(one -> one.withElement(elements.get(one.instance().id())))
                .toList();
    }

    /** By far the most frequent: a task by itself, over the list of another one. */
    private Optional<XComStore.Wanted> wanted(Claimed claimed) {
        var instance = claimed.instance();
        return remembered(new Key(instance.run(), claimed.runStartedAt()))
                .flatMap(facts -> registry.find(facts.info().run().dagId()))
                .map(DagRegistry.Registered::graph)
                .filter(graph -> instance.mapIndex() >= 0
                        && graph.find(instance.taskId()).filter(Task::mapped).isPresent()
                        && graph.depth(instance.taskId()) == 1)
                .map(graph -> graph.expansion(instance.taskId(), 0).source())
                .filter(Expansion.ListOf.class::isInstance)
                .map(source -> new XComStore.Wanted(
                        instance.id(), instance.run(), ((Expansion.ListOf) source).taskId(), instance.mapIndex()));
    }

    private Optional<RunStore.Facts> remembered(Key key) {
        synchronized (remembered) {
            return Optional.ofNullable(remembered.get(key));
        }
    }

    private RunStore.Facts facts(Connection connection, Claimed claimed) throws SQLException {
        var key = new Key(claimed.instance().run(), claimed.runStartedAt());
        var known = remembered(key);
        if (known.isPresent()) {
            return known.get();
        }
        var facts = RunStore.facts(connection, key.run()).orElseThrow();
        synchronized (remembered) {
            remembered.put(key, facts);
        }
        return facts;
    }
}
