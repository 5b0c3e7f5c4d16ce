package dev.dagrunr.dag.internal.decision;

import dev.dagrunr.dag.internal.model.Past;
import java.util.Optional;

/** Whether the run before lets a task instance start, by Airflow's rules for depends_on_past. Pure. */
public final class PastRule {
    private PastRule() {}

    /**
     * The run before, as far as one task is concerned. Skipped counts as successful; unfinished does not.
     *
     * @param instances how many instances of the task it has; removed ones do not count
     * @param unsuccessful how many of those did not succeed
     * @param nextUnsuccessful how many instances of the tasks directly after it did not
     * @param knownBefore whether any earlier run has the task
     */
    public record Before(int instances, int unsuccessful, int nextUnsuccessful, boolean knownBefore) {}

    /** @param before empty when there is no run before, or the run is the first of a backfill */
    public static boolean met(Past past, Optional<Before> before) {
        if (past == Past.IGNORED || before.isEmpty()) {
            return true;
        }
        var run = before.get();
        if (run.instances() == 0) {
            // a task that is new in the DAG has no past; one that was only left out of the last run has
            return !run.knownBefore();
        }
        return run.unsuccessful() == 0 && (past == Past.OWN || run.nextUnsuccessful() == 0);
    }
}
