package dev.dagrunr.dag;

import dev.dagrunr.dag.internal.model.Task;
import dev.dagrunr.dag.internal.model.Work;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The bodies that a test puts in place of those of the DAG. */
final class ForcedEndings {
    static final int EVERY_INDEX = -1;
    static final int EVERY_TRY = Integer.MAX_VALUE;

    // what holds for fewer tries or for one map index is meant more exactly; then the later word counts
    private static final Comparator<Forced> MOST_EXACT = Comparator.comparingInt(Forced::tries)
            .thenComparing(Forced::mapIndex, Comparator.reverseOrder())
            .thenComparing(Forced::sequence, Comparator.reverseOrder());

    private final List<Forced> all = new ArrayList<>();

    private record Forced(String taskId, int mapIndex, int tries, int sequence, Work.Body body) {
        boolean concerns(Attempt attempt) {
            return taskId.equals(attempt.taskId())
                    && (mapIndex == EVERY_INDEX || mapIndex == attempt.mapIndex())
                    && attempt.tryNumber() <= tries;
        }
    }

    void addAll(ForcedEndings others) {
        all.addAll(others.all);
    }

    void fail(Task task, int mapIndex, int tries, String reason) {
        add(task, mapIndex, tries, (inputs, context) -> {
            throw new IllegalStateException(reason);
        });
    }

    void skip(Task task, int mapIndex) {
        add(task, mapIndex, EVERY_TRY, (inputs, context) -> {
            throw new TaskSkippedException("The test skips it");
        });
    }

    void returning(Task task, int mapIndex, @Nullable Object value) {
        requireType(task, value);
        add(task, mapIndex, EVERY_TRY, (inputs, context) -> value);
    }

    Optional<Work.Body> bodyOf(Attempt attempt) {
        return all.stream()
                .filter(forced -> forced.concerns(attempt))
                .min(MOST_EXACT)
                .map(Forced::body);
    }

    private void add(Task task, int mapIndex, int tries, Work.Body body) {
        all.add(new Forced(task.id(), mapIndex, tries, all.size(), body));
    }

    private static void requireType(Task task, @Nullable Object value) {
        var type = task.valueType();
        boolean fits = value == null
                || (type.list()
                        ? value instanceof List<?> list
                                && list.stream()
                                        .allMatch(item ->
                                                item == null || type.element().isInstance(item))
                        : type.element().isInstance(value));
        if (!fits) {
            throw new IllegalArgumentException("Task '%s' cannot return %s; it returns %s%s"
                    .formatted(
                            task.id(),
                            value,
                            type.list() ? "a list of " : "",
                            type.element().getSimpleName()));
        }
    }
}
