package dev.dagrunr.dag;

/** Reading how a task ended instead of its value; made by {@link Node#outcome()} and {@link MappedNode#outcomes()}. */
final class OutcomeInput<T> implements Input<T> {
    private final TaskHandle task;

    OutcomeInput(TaskHandle task) {
        this.task = task;
    }

    TaskHandle task() {
        return task;
    }
}
