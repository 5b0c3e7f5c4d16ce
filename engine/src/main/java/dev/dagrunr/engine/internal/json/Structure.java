package dev.dagrunr.engine.internal.json;

import dev.dagrunr.dag.RetryPolicy;
import dev.dagrunr.dag.TriggerRule;
import dev.dagrunr.dag.internal.model.Expansion;
import dev.dagrunr.dag.internal.model.Graph;
import dev.dagrunr.dag.internal.model.Task;
import dev.dagrunr.dag.internal.model.TaskOptions;
import dev.dagrunr.dag.internal.model.ValueType;
import dev.dagrunr.dag.internal.model.Work;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Collections;
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

    record StoredTask(
            String id,
            String rule,
            List<String> upstream,
            int retries,
            Duration retryDelay,
            boolean exponential,
            Duration maxRetryDelay,
            int priorityWeight,
            @Nullable StoredExpansion expansion,
            @Nullable String runsDag) {}

    /** A list of another task, the values of a mapped task, or a list of so many elements known beforehand. */
    record StoredExpansion(
            @Nullable String listOf, @Nullable String valuesOf, int literalWidth) {}

    public static String toJson(Graph graph) {
        return Json.write(graph.tasks().stream().map(Structure::store).toList());
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
        return new Graph(Json.readList(json, StoredTask.class).stream()
                .map(Structure::restore)
                .toList());
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
                task.expansion().map(Structure::store).orElse(null),
                task.work() instanceof Work.SubRun sub ? sub.dag().id() : null);
    }

    private static StoredExpansion store(Expansion expansion) {
        var source = expansion.source();
        return new StoredExpansion(
                source instanceof Expansion.ListOf list ? list.taskId() : null,
                source instanceof Expansion.ValuesOf values ? values.taskId() : null,
                source instanceof Expansion.Literal literal ? literal.elements().size() : 0);
    }

    private static Task restore(StoredTask task) {
        var options = new TaskOptions(
                TriggerRule.valueOf(task.rule().toUpperCase(Locale.ROOT)),
                new RetryPolicy(task.retries(), task.retryDelay(), task.exponential(), task.maxRetryDelay()),
                Optional.empty(),
                task.priorityWeight());
        return new Task(
                task.id(),
                options,
                task.upstream(),
                List.of(),
                Optional.ofNullable(task.expansion()).map(Structure::restore),
                ValueType.of(Object.class),
                new Work.Code((inputs, context) -> {
                    throw new IllegalStateException("A stored shape has no code");
                }));
    }

    private static Expansion restore(StoredExpansion expansion) {
        if (expansion.listOf() != null) {
            return new Expansion(new Expansion.ListOf(expansion.listOf()), Optional.empty());
        }
        if (expansion.valuesOf() != null) {
            return new Expansion(new Expansion.ValuesOf(expansion.valuesOf()), Optional.empty());
        }
        return new Expansion(
                new Expansion.Literal(Collections.nCopies(expansion.literalWidth(), "")), Optional.empty());
    }
}
