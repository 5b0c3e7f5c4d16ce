package dev.dagrunr.engine;

import dev.dagrunr.dag.Dag;
import dev.dagrunr.dag.NoParams;
import dev.dagrunr.dag.RunState;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A row of a conformance table as a DAG, and how its run has to end.
 *
 * @param states instances that there must be, such as {@code m0 success}
 * @param clears what is done to the run after its end, one after the other, with another end after each
 */
record StoreCase(
        String id,
        Dag<NoParams> dag,
        List<String> states,
        Optional<RunState> state,
        Optional<Result> result,
        List<Consumer<RunHandle>> clears) {
    /** The value of a task as JSON. */
    record Result(String taskId, String json) {}

    static StoreCase of(String id, Dag<NoParams> dag, String... states) {
        return new StoreCase(id, dag, List.of(states), Optional.empty(), Optional.empty(), List.of());
    }

    StoreCase ends(RunState end) {
        return new StoreCase(id, dag, states, Optional.of(end), result, clears);
    }

    StoreCase returns(String taskId, String json) {
        return new StoreCase(id, dag, states, state, Optional.of(new Result(taskId, json)), clears);
    }

    StoreCase afterClearing(ClearOptions... options) {
        var more = new ArrayList<>(clears);
        List.of(options).forEach(each -> more.add(run -> run.clear(each)));
        return new StoreCase(id, dag, states, state, result, more);
    }

    @Override
    public String toString() {
        return id;
    }
}
