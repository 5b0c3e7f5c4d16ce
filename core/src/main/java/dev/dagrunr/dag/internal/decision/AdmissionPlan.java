package dev.dagrunr.dag.internal.decision;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which scheduled instances may be queued where runs share slots: those that fit, in the order given; one that does not fit
 * does not hold back those after it. Airflow's rule. One use, one thread.
 */
public final class AdmissionPlan {
    private final Map<String, Integer> freeInPool;
    private final Map<Taken.Key, Integer> active = new HashMap<>();
    private final Map<Long, Integer> freeInRun = new HashMap<>();

    /**
     * Instances of one task in one run that take slots.
     *
     * @param active how many of them are queued or running; the others wait, but keep their slots of the pool
     * @param limit how many may be active in all runs together; 0 for no limit
     * @param limitInRun how many may be active in this run; 0 for no limit
     */
    public record Taken(
            String dagId, String taskId, long run, String pool, int active, int poolSlots, int limit, int limitInRun) {

        /** A task of all runs of a DAG, or of one. */
        record Key(String dagId, String taskId, long run) {
            static final long ALL_RUNS = -1;
        }
    }

    /** An instance that is scheduled; the limits are those of {@link Taken}. */
    public record Candidate(
            long instance,
            long run,
            int freeInRun,
            String dagId,
            String taskId,
            String pool,
            int poolSlots,
            int limit,
            int limitInRun) {}

    /** A task none of whose instances fits now; of all runs of its DAG, or of one. */
    public record Full(List<String> dags, List<String> tasks, List<Long> runs, List<String> tasksOfRuns) {}

    /** @param slots the slots of each pool; negative for no limit */
    public AdmissionPlan(Map<String, Integer> slots, List<Taken> taken) {
        freeInPool = new HashMap<>();
        slots.forEach((pool, count) -> freeInPool.put(pool, count < 0 ? Integer.MAX_VALUE : count));
        for (var task : taken) {
            take(task.pool(), task.poolSlots());
            count(task.dagId(), task.taskId(), task.run(), task.active());
        }
    }

    /** The pools that have free slots, and how many; {@link Integer#MAX_VALUE} for no limit. */
    public Map<String, Integer> openPools() {
        var open = new HashMap<>(freeInPool);
        open.values().removeIf(free -> free <= 0);
        return open;
    }

    /** The tasks among those that take slots that are at their limit, so that nobody need look at their instances. */
    public Full full(List<Taken> taken) {
        var full = new Full(new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        for (var task : taken) {
            if (isFull(task.dagId(), task.taskId(), Taken.Key.ALL_RUNS, task.limit())) {
                full.dags().add(task.dagId());
                full.tasks().add(task.taskId());
            } else if (isFull(task.dagId(), task.taskId(), task.run(), task.limitInRun())) {
                full.runs().add(task.run());
                full.tasksOfRuns().add(task.taskId());
            }
        }
        return full;
    }

    /** Those that may be queued, in their order. */
    public List<Candidate> choose(List<Candidate> inOrder) {
        return inOrder.stream().filter(this::takes).toList();
    }

    private boolean takes(Candidate candidate) {
        int left = freeInRun.computeIfAbsent(candidate.run(), run -> candidate.freeInRun());
        boolean fits = left > 0
                && freeInPool.getOrDefault(candidate.pool(), 0) >= candidate.poolSlots()
                && !isFull(candidate.dagId(), candidate.taskId(), Taken.Key.ALL_RUNS, candidate.limit())
                && !isFull(candidate.dagId(), candidate.taskId(), candidate.run(), candidate.limitInRun());
        if (fits) {
            freeInRun.put(candidate.run(), left - 1);
            take(candidate.pool(), candidate.poolSlots());
            count(candidate.dagId(), candidate.taskId(), candidate.run(), 1);
        }
        return fits;
    }

    private void take(String pool, int slots) {
        freeInPool.computeIfPresent(pool, (name, free) -> free == Integer.MAX_VALUE ? free : (Integer) (free - slots));
    }

    private void count(String dagId, String taskId, long run, int instances) {
        active.merge(new Taken.Key(dagId, taskId, Taken.Key.ALL_RUNS), instances, Integer::sum);
        active.merge(new Taken.Key(dagId, taskId, run), instances, Integer::sum);
    }

    private boolean isFull(String dagId, String taskId, long run, int limit) {
        return limit > 0 && active.getOrDefault(new Taken.Key(dagId, taskId, run), 0) >= limit;
    }
}
