package dev.dagrunr.dag.internal.model;

import dev.dagrunr.dag.TaskCallback;
import dev.dagrunr.dag.TriggerRule;
import java.util.List;
import java.util.Optional;

/**
 * One task of a built DAG.
 *
 * @param upstream ids of the direct upstream tasks, in the order of declaration, without doubles
 */
public record Task(
        String id,
        TaskOptions options,
        List<String> upstream,
        List<InputSource> inputs,
        Optional<Expansion> expansion,
        ValueType valueType,
        Work work,
        Traits traits,
        Callbacks<TaskCallback<?>> callbacks) {
    public Task {
        upstream = List.copyOf(upstream);
        inputs = List.copyOf(inputs);
    }

    /** A task that is nothing but something that runs. */
    public Task(
            String id,
            TaskOptions options,
            List<String> upstream,
            List<InputSource> inputs,
            Optional<Expansion> expansion,
            ValueType valueType,
            Work work) {
        this(id, options, upstream, inputs, expansion, valueType, work, Traits.NONE, Callbacks.none());
    }

    /** A task that tells nobody anything. */
    public Task(
            String id,
            TaskOptions options,
            List<String> upstream,
            List<InputSource> inputs,
            Optional<Expansion> expansion,
            ValueType valueType,
            Work work,
            Traits traits) {
        this(id, options, upstream, inputs, expansion, valueType, work, traits, Callbacks.none());
    }

    public boolean mapped() {
        return expansion.isPresent();
    }

    public TriggerRule rule() {
        return options.rule();
    }
}
