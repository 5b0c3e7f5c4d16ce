package dev.dagrunr.dag;

import static java.util.Objects.requireNonNull;

import dev.dagrunr.dag.internal.model.Callbacks;
import dev.dagrunr.dag.internal.model.Expansion;
import dev.dagrunr.dag.internal.model.InputSource;
import dev.dagrunr.dag.internal.model.Past;
import dev.dagrunr.dag.internal.model.Slots;
import dev.dagrunr.dag.internal.model.TaskOptions;
import dev.dagrunr.dag.internal.model.Traits;
import dev.dagrunr.dag.internal.model.ValueType;
import dev.dagrunr.dag.internal.model.Work;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A task while it is being declared. */
final class TaskDraft {
    final DagBuilder<?> dag;
    final String id;
    final String group;
    final List<TaskHandle> upstream = new ArrayList<>();
    final List<InputSource> inputs = new ArrayList<>();

    /** Ids of the tasks of which it reads one instance. */
    final Set<String> singles = new LinkedHashSet<>();

    TriggerRule rule = TriggerRule.ALL_SUCCESS;
    int priorityWeight = 1;
    Slots slots = Slots.DEFAULTS;
    Past past = Past.IGNORED;

    @Nullable WeightRule weightRule;

    @Nullable RetryPolicy retries;

    @Nullable Duration executionTimeout;

    @Nullable Expansion expansion;

    @Nullable ValueType valueType;

    @Nullable Work work;

    Callbacks<TaskCallback<?>> callbacks = Callbacks.none();
    Traits.Choice choice = Traits.Choice.NONE;
    Traits.Role role = Traits.Role.WORK;
    final List<TaskHandle> setups = new ArrayList<>();

    int bodies;
    int roles = 1;

    TaskDraft(DagBuilder<?> dag, String id, String group) {
        this.dag = dag;
        this.id = id;
        this.group = group;
    }

    TaskHandle handle() {
        return expansion == null ? new Node<>(dag, id) : new MappedNode<>(dag, id);
    }

    void markAs(Traits.Role newRole) {
        if (role != Traits.Role.WORK) {
            roles++;
        }
        role = newRole;
    }

    void reads(Input<?> input) {
        if (input instanceof GroupElement<?> element) {
            inputs.add(new InputSource.OfGroup(element.groupId()));
        } else if (input instanceof OutcomeInput<?> ending) {
            upstream.add(ending.task());
            noteSingle(ending.task());
            inputs.add(new InputSource.Ending(ending.task().taskId()));
        } else if (input instanceof TaskHandle task) {
            upstream.add(task);
            noteSingle(task);
            inputs.add(new InputSource.Value(task.taskId()));
        }
    }

    private void noteSingle(TaskHandle task) {
        if (task instanceof Node<?>) {
            singles.add(task.taskId());
        }
    }

    void expandsOver(Expandable<?> list) {
        var combined = Combined.of(list);
        upstream.addAll(combined.tasks());
        combined.tasks().forEach(this::noteSingle);
        expansion = new Expansion(combined.source(), Optional.empty());
    }

    /** @param weight what its weight rule came to */
    TaskOptions options(RetryPolicy defaultRetries, int weight) {
        return new TaskOptions(
                rule,
                retries == null ? defaultRetries : retries,
                Optional.ofNullable(executionTimeout),
                weight,
                slots,
                past);
    }

    Traits traits() {
        return new Traits(choice, role, group);
    }

    ValueType valueType() {
        return requireNonNull(valueType, "valueType is null");
    }

    Work work() {
        var own = requireNonNull(work, "work is null");
        boolean needsWorker = past != Past.IGNORED || !callbacks.all().isEmpty();
        return own instanceof Work.Nothing && needsWorker ? new Work.Code((inputs, context) -> null) : own;
    }
}
