package dev.dagrunr.dag;

import static java.util.Objects.requireNonNull;

import dev.dagrunr.dag.internal.model.Expansion;
import java.util.Optional;
import java.util.function.Function;

/**
 * A group of tasks that runs once for each element of a list. Within the group a task depends on the tasks before it at the
 * same element alone, so that one element may be at its last task while another is at its first; tasks after the group wait
 * for all elements. Lists that tasks of the group return can be expanded over again, within the group and after it. Confined
 * to one thread.
 *
 * <pre>{@code
 * var loaded = dag.group("per_file").expand(files).labels(File::name).tasks((perFile, file) -> {
 *     var parts = perFile.task("split").reads(file).runsList(Part.class, steps::split);
 *     return perFile.task("load").expand(parts).runs(Loaded.class, steps::load);
 * });
 * dag.task("report").reads(loaded).runs(Report.class, steps::report);
 * }</pre>
 *
 * @param <E> what each instance of the group is for
 */
public final class MappedGroup<P extends Record, E> {
    private final TaskGroup<P> group;

    MappedGroup(TaskGroup<P> group) {
        this.group = group;
    }

    /**
     * Declares the tasks of the group. Their handles mean one instance of the group, so they are of use within it only.
     *
     * @param <R> what the task returns that is handed out to the tasks after the group
     */
    @FunctionalInterface
    public interface Tasks<P extends Record, E, R> {
        Result<R> declare(TaskGroup<P> group, Input<E> element);
    }

    /** Names each instance for people, by its element; its index unless set. */
    @SuppressWarnings("unchecked") // an element of the list is what expand(..) said it is
    public MappedGroup<P, E> labels(Function<? super E, String> label) {
        requireNonNull(label, "label is null");
        group.dag()
                .mapped(
                        group.id(),
                        list -> new MappedList(
                                new Expansion(
                                        list.expansion().source(), Optional.of(element -> label.apply((E) element))),
                                list.tasks()));
        return this;
    }

    /** @return all values of the task that {@code tasks} returns, in the order of the elements */
    public <R> MappedNode<R> tasks(Tasks<P, E, R> tasks) {
        var result = tasks.declare(group, new GroupElement<>(group.id()));
        return new MappedNode<>(group.dag(), result.taskId());
    }
}
