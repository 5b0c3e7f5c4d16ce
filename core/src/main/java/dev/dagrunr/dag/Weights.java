package dev.dagrunr.dag;

import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The weights of all tasks of a DAG without cycles, each by its weight rule. Linear in the edges, for each 64 tasks. */
final class Weights {
    private final List<TaskDraft> drafts;
    private final Map<String, Integer> positions = new LinkedHashMap<>();

    private Weights(List<TaskDraft> drafts) {
        this.drafts = drafts;
        drafts.forEach(draft -> positions.put(draft.id, positions.size()));
    }

    /** By task id. What does not fit into an int is the next int that does, as in Airflow. */
    static Map<String, Integer> of(List<TaskDraft> drafts, WeightRule defaultRule) {
        return new Weights(drafts).compute(defaultRule);
    }

    private Map<String, Integer> compute(WeightRule defaultRule) {
        var before = reachable(upstream());
        var after = reachable(downstream());
        var weights = new LinkedHashMap<String, Integer>();
        for (int task = 0; task < drafts.size(); task++) {
            var draft = drafts.get(task);
            var counted = switch (draft.weightRule == null ? defaultRule : draft.weightRule) {
                case ABSOLUTE -> new BitSet();
                case DOWNSTREAM -> after[task];
                case UPSTREAM -> before[task];
            };
            long sum = draft.priorityWeight
                    + counted.stream()
                            .mapToLong(other -> drafts.get(other).priorityWeight)
                            .sum();
            weights.put(draft.id, (int) Math.max(Integer.MIN_VALUE, Math.min(Integer.MAX_VALUE, sum)));
        }
        return weights;
    }

    private BitSet[] upstream() {
        var neighbours = sets();
        for (int task = 0; task < drafts.size(); task++) {
            for (var handle : drafts.get(task).upstream) {
                neighbours[task].set(position(handle));
            }
        }
        return neighbours;
    }

    private BitSet[] downstream() {
        var neighbours = sets();
        for (int task = 0; task < drafts.size(); task++) {
            for (var handle : drafts.get(task).upstream) {
                neighbours[position(handle)].set(task);
            }
        }
        return neighbours;
    }

    private int position(TaskHandle handle) {
        var position = positions.get(handle.taskId());
        if (position == null) {
            throw new IllegalStateException("Task '" + handle.taskId() + "' is not declared");
        }
        return position;
    }

    private BitSet[] sets() {
        var sets = new BitSet[drafts.size()];
        for (int task = 0; task < sets.length; task++) {
            sets[task] = new BitSet(sets.length);
        }
        return sets;
    }

    /** What can be reached from each task; a task is worked off once all of its neighbours are. */
    private static BitSet[] reachable(BitSet[] neighbours) {
        var reached = new BitSet[neighbours.length];
        var left = new int[neighbours.length];
        var waiting = new ArrayDeque<Integer>();
        var reverse = new BitSet[neighbours.length];
        for (int task = 0; task < neighbours.length; task++) {
            reverse[task] = new BitSet(neighbours.length);
        }
        for (int task = 0; task < neighbours.length; task++) {
            int from = task;
            neighbours[task].stream().forEach(neighbour -> reverse[neighbour].set(from));
            left[task] = neighbours[task].cardinality();
            if (left[task] == 0) {
                waiting.add(task);
            }
        }
        while (!waiting.isEmpty()) {
            int task = waiting.remove();
            var all = (BitSet) neighbours[task].clone();
            neighbours[task].stream().forEach(neighbour -> all.or(reached[neighbour]));
            reached[task] = all;
            reverse[task].stream().forEach(next -> {
                if (--left[next] == 0) {
                    waiting.add(next);
                }
            });
        }
        return reached;
    }
}
