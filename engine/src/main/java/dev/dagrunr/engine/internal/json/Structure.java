package dev.dagrunr.engine.internal.json;

import dev.dagrunr.dag.RetryPolicy;
import dev.dagrunr.dag.TaskContext;
import dev.dagrunr.dag.TriggerRule;
import dev.dagrunr.dag.internal.model.Expansion;
import dev.dagrunr.dag.internal.model.Graph;
import dev.dagrunr.dag.internal.model.Past;
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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The shape of a DAG as it is stored with its runs: a run is carried to its end by the shape it started with, also by a
 * node that has another version of the DAG. Holds all that decisions need, and no code.
 */
public final class Structure {
    private static final double DOUBLING = 2;

    private Structure() {}

    /**
     * @param maxMapLength null where the DAG leaves it to the engine
     * @param mappedGroups null where there is none
     */
    record StoredDag(
            @Nullable Integer maxMapLength,
            boolean failFast,
            List<StoredTask> tasks,
            @Nullable Map<String, StoredSource> mappedGroups) {}

    record StoredTask(
            String id,
            String rule,
            List<String> upstream,
            int retries,
            Duration retryDelay,
            boolean exponential,
            Duration maxRetryDelay,
            @Nullable Double retryMultiplier,
            int priorityWeight,
            @Nullable StoredSlots slots,
            @Nullable Past past,
            @Nullable StoredSource expansion,
            @Nullable String runsDag,
            @Nullable Boolean empty,
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
        return Json.write(new StoredDag(
                rules.maxMapLength().orElse(null),
                rules.failFast(),
                tasks,
                graph.mappedGroups().isEmpty() ? null : mappedGroups(graph)));
    }

    private static Map<String, StoredSource> mappedGroups(Graph graph) {
        var groups = new LinkedHashMap<String, StoredSource>();
        graph.mappedGroups().forEach((id, expansion) -> groups.put(id, StoredSource.of(expansion.source())));
        return groups;
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
        var groups = new LinkedHashMap<String, Expansion>();
        if (dag.mappedGroups() != null) {
            dag.mappedGroups().forEach((id, source) -> groups.put(id, restore(source)));
        }
        return new Graph(
                dag.tasks().stream().map(Structure::restore).toList(),
                new Rules(Optional.ofNullable(dag.maxMapLength()), dag.failFast()),
                groups);
    }

    /**
     * Whether an instance of a task gets the elements by one shape that it gets by the other. A list that is known beforehand
     * may have grown at its end, unless others are combined with it.
     */
    public static boolean sameLists(String taskId, Graph one, Graph other) {
        return one.depth(taskId) == other.depth(taskId)
                && IntStream.range(0, one.depth(taskId))
                        .allMatch(level -> placing(taskId, one, level).equals(placing(taskId, other, level)));
    }

    private static StoredSource placing(String taskId, Graph graph, int level) {
        return StoredSource.of(graph.expansion(taskId, level).source()).placing();
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
                retries.multiplier() == DOUBLING ? null : retries.multiplier(),
                task.options().priorityWeight(),
                StoredSlots.of(task.options().slots()),
                task.options().past() == Past.IGNORED ? null : task.options().past(),
                task.expansion()
                        .map(expansion -> StoredSource.of(expansion.source()))
                        .orElse(null),
                task.work() instanceof Work.SubRun sub ? sub.dag().id() : null,
                task.work() instanceof Work.Nothing ? true : null,
                task.traits().choice(),
                task.traits().role(),
                task.traits().group());
    }

    private static @Nullable Object noCode(List<@Nullable Object> inputs, TaskContext<?> context) {
        throw new IllegalStateException("A stored shape has no code");
    }

    private static Expansion restore(StoredSource source) {
        return new Expansion(source.restore(), Optional.empty());
    }

    private static Task restore(StoredTask task) {
        var options = new TaskOptions(
                TriggerRule.valueOf(task.rule().toUpperCase(Locale.ROOT)),
                new RetryPolicy(
                        task.retries(),
                        task.retryDelay(),
                        task.exponential(),
                        task.maxRetryDelay(),
                        task.retryMultiplier() == null ? DOUBLING : task.retryMultiplier()),
                Optional.empty(),
                task.priorityWeight(),
                task.slots() == null ? Slots.DEFAULTS : task.slots().restore(),
                task.past() == null ? Past.IGNORED : task.past());
        return new Task(
                task.id(),
                options,
                task.upstream(),
                List.of(),
                Optional.ofNullable(task.expansion()).map(Structure::restore),
                ValueType.of(Object.class),
                Boolean.TRUE.equals(task.empty()) ? new Work.Nothing() : new Work.Code(Structure::noCode),
                new Traits(task.choice(), task.role(), task.group()));
    }
}
