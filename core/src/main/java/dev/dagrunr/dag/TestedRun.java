package dev.dagrunr.dag;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What became of a run of {@link DagTester}. Immutable when the values are. */
public final class TestedRun {
    private final String runId;
    private final RunState state;
    private final Duration elapsed;
    private final InProcessValues values;
    private final Transcript transcript;
    private final List<TestedRun> subRuns;

    TestedRun(
            String runId,
            RunState state,
            Duration elapsed,
            InProcessValues values,
            Transcript transcript,
            List<TestedRun> subRuns) {
        this.runId = runId;
        this.state = state;
        this.elapsed = elapsed;
        this.values = values;
        this.transcript = transcript;
        this.subRuns = List.copyOf(subRuns);
    }

    public String runId() {
        return runId;
    }

    public RunState state() {
        return state;
    }

    /** The time that was stepped over: retry delays, and what bodies stepped themselves. */
    public Duration elapsed() {
        return elapsed;
    }

    /** The state of a task that has one instance, because it is not mapped or was never expanded. */
    public TaskState state(String taskId) {
        return only(taskId).state;
    }

    public TaskState state(String taskId, int mapIndex) {
        return instance(taskId, mapIndex).state;
    }

    /** The states of all instances of a task, in the order of their map index. */
    public List<TaskState> states(String taskId) {
        return values.of(taskId).stream().map(instance -> instance.state).toList();
    }

    /** The map indexes of all instances of a task in their order; a negative one is not mapped, or was never expanded. */
    public List<Integer> mapIndexes(String taskId) {
        return values.of(taskId).stream().map(instance -> instance.mapIndex).toList();
    }

    /** How often the body of a task with one instance was tried; 0 when it never ran. */
    public int tries(String taskId) {
        return only(taskId).tries;
    }

    public int tries(String taskId, int mapIndex) {
        return instance(taskId, mapIndex).tries;
    }

    /** Why a task with one instance failed or was skipped, in words for people; else empty. */
    public String reason(String taskId) {
        return only(taskId).reason;
    }

    public String reason(String taskId, int mapIndex) {
        return instance(taskId, mapIndex).reason;
    }

    /** What the task returned; null when it returned nothing, also because it did not succeed. */
    @SuppressWarnings("unchecked") // the handle has the type of the body that made the value
    public <T> @Nullable T value(Node<T> task) {
        return (T) value(task.taskId());
    }

    /** What the instances of the task returned, in the order of their map index, without nulls. */
    @SuppressWarnings("unchecked") // the handle has the type of the body that made the values
    public <T> List<T> value(MappedNode<T> task) {
        return values.of(task.taskId()).stream()
                .filter(instance -> instance.value != null)
                .map(instance -> (T) instance.value)
                .toList();
    }

    /** What the task returned, of a mapped one the list of what its instances returned; null when it returned nothing. */
    public @Nullable Object value(String taskId) {
        return values.value(taskId);
    }

    public @Nullable Object value(String taskId, int mapIndex) {
        return instance(taskId, mapIndex).value;
    }

    /** What all bodies logged, in the order of time, such as {@code transfer_table[2] info: 10 rows}. */
    public List<String> log() {
        return transcript.log();
    }

    /** What the instances of one task logged. */
    public List<String> log(String taskId) {
        return transcript.logOf(taskId);
    }

    /** The runs that tasks of this run triggered, in the order of time. */
    public List<TestedRun> subRuns() {
        return subRuns;
    }

    /**
     * What happened, one line a transition and each line ended by a line feed, such as {@code transfer_table[2] running try
     * 1}. The lines of a sub-run are indented. The same DAG with the same forced endings gives the same text.
     */
    public String transcript() {
        return transcript.text();
    }

    /** The transcript, so that a failed assertion shows it. */
    @Override
    public String toString() {
        return transcript();
    }

    private TestedInstance only(String taskId) {
        var all = values.of(taskId);
        if (all.size() != 1) {
            throw new IllegalArgumentException(
                    "Task '" + taskId + "' has " + all.size() + " instances; name the map index too");
        }
        return all.get(0);
    }

    private TestedInstance instance(String taskId, int mapIndex) {
        return values.of(taskId).stream()
                .filter(instance -> instance.mapIndex == mapIndex)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "Task '" + taskId + "' has no instance with the map index " + mapIndex));
    }
}
