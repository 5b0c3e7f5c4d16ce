package dev.dagrunr.engine.internal.json;

import dev.dagrunr.dag.RetryPolicy;
import dev.dagrunr.dag.TriggerRule;
import dev.dagrunr.dag.internal.model.Expansion;
import dev.dagrunr.dag.internal.model.Graph;
import dev.dagrunr.dag.internal.model.Rules;
import dev.dagrunr.dag.internal.model.Slots;
import dev.dagrunr.dag.internal.model.Task;
import dev.dagrunr.dag.internal.model.TaskOptions;
import dev.dagrunr.dag.internal.model.Traits;
import dev.dagrunr.dag.internal.model.ValueType;
import dev.dagrunr.dag.internal.model.Work;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The shape of a DAG as it is stored with its runs: a run is carried to its end by the shape it started with, also by a
 * node that has another version of the DAG. Holds all that decisions need, and no code.
 */
public final class Structure {
    private Structure() {}

    /** @param maxMapLength null where the DAG leaves it to the engine */
    record StoredDag(@Nullable Integer maxMapLength, boolean failFast, List<StoredTask> tasks) {}

    record StoredTask(
            String id,
            String rule,
            List<String> upstream,
            int retries,
            Duration retryDelay,
            boolean exponential,
            Duration maxRetryDelay,
            int priorityWeight,
            @Nullable StoredSlots slots,
            @Nullable StoredSource expansion,
            @Nullable String runsDag,
            Traits.Choice choice,
            Traits.Role role,
            String group) {}

    /** Where a task takes other slots than those of its run and one of the default pool. */
    record StoredSlots(
            String pool,
            int poolSlots,
            @Nullable Integer maxActive,
            @Nullable Integer maxActiveInRun) {
        static @Nullable StoredSlots of(Slots slots) {
            return slots.special()
                    ? new StoredSlots(
                            slots.pool(),
                            slots.poolSlots(),
                            slots.maxActive().orElse(null),
                            slots.maxActiveInRun().orElse(null))
                    : null;
        }

        Slots restore() {
            return new Slots(pool, poolSlots, Optional.ofNullable(maxActive), Optional.ofNullable(maxActiveInRun));
        }
    }

    public static String toJson(Graph graph) {
        var rules = graph.rules();
        var tasks = graph.tasks().stream().map(Structure::store).toList();
        return Json.write(new StoredDag(rules.maxMapLength().orElse(null), rules.failFast(), tasks));
    }

    /** Names the shape: equal shapes have equal hashes. */
    public static String hash(String dagId, String structureJson) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            digest.update(dagId.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest.digest(structureJson.getBytes(StandardCharsets.UTF_8)), 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }

    /** A graph to decide by; its tasks have no code. */
    public static Graph read(String json) {
        var dag = Json.read(json, StoredDag.class);
        return new Graph(
                dag.tasks().stream().map(Structure::restore).toList(),
                new Rules(Optional.ofNullable(dag.maxMapLength()), dag.failFast()));
    }

    /**
     * Whether an instance of the one task gets the element that the same instance of the other gets. A list that is known
     * beforehand may have grown at its end, unless others are combined with it.
     */
    public static boolean sameLists(Task one, Task other) {
        var first = one.expansion().map(expansion -> StoredSource.of(expansion.source()));
        var second = other.expansion().map(expansion -> StoredSource.of(expansion.source()));
        return first.map(StoredSource::placing).equals(second.map(StoredSource::placing));
    }

    private static StoredTask store(Task task) {
        var retries = task.options().retries();
        return new StoredTask(
                task.id(),
                task.rule().wireName(),
                task.upstream(),
                retries.retries(),
                retries.delay(),
                retries.exponential(),
                retries.maxDelay(),
                task.options().priorityWeight(),
                StoredSlots.of(task.options().slots()),
                task.expansion()
                        .map(expansion -> StoredSource.of(expansion.source()))
                        .orElse(null),
                task.work() instanceof Work.SubRun sub ? sub.dag().id() : null,
                task.traits().choice(),
                task.traits().role(),
                task.traits().group());
    }

    private static Task restore(StoredTask task) {
        var options = new TaskOptions(
                TriggerRule.valueOf(task.rule().toUpperCase(Locale.ROOT)),
                new RetryPolicy(task.retries(), task.retryDelay(), task.exponential(), task.maxRetryDelay()),
                Optional.empty(),
                task.priorityWeight(),
                task.slots() == null ? Slots.DEFAULTS : task.slots().restore());
        return new Task(
                task.id(),
                options,
                task.upstream(),
                List.of(),
                Optional.ofNullable(task.expansion()).map(source -> new Expansion(source.restore(), Optional.empty())),
                ValueType.of(Object.class),
                new Work.Code((inputs, context) -> {
                    throw new IllegalStateException("A stored shape has no code");
                }),
                new Traits(task.choice(), task.role(), task.group()));
    }
}
