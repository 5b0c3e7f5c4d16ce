package dev.dagrunr.dag;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** That a task or a group runs after another; of each pair one is given. */
record GroupOrder(
        @Nullable TaskHandle upstreamTask,
        @Nullable TaskGroup<?> upstreamGroup,
        @Nullable TaskDraft downstreamTask,
        @Nullable TaskGroup<?> downstreamGroup) {

    /**
     * Turns orders into edges: the first tasks of a group come after the last of another. Inner orders first, for they decide
     * which tasks of the groups around them are first and last.
     */
    static void applyAll(List<GroupOrder> orders, List<TaskDraft> drafts) {
        orders.stream()
                .filter(order -> !order.isWithinItself())
                .sorted(Comparator.comparing((GroupOrder order) -> order.depth(drafts))
                        .reversed())
                .forEach(order -> order.apply(drafts));
    }

    boolean isWithinItself() {
        if (upstreamGroup == null) {
            return false;
        }
        return downstreamTask != null
                ? upstreamGroup.holds(downstreamTask.group)
                : downstreamGroup != null
                        && (upstreamGroup.holds(downstreamGroup.id()) || downstreamGroup.holds(upstreamGroup.id()));
    }

    /** As people know the later one. */
    String downstreamName() {
        return downstreamTask != null ? "Task '" + downstreamTask.id + "'" : "Group '" + idOf(downstreamGroup) + "'";
    }

    private static String idOf(@Nullable TaskGroup<?> group) {
        return group == null ? "" : group.id();
    }

    /** How many groups hold both. */
    private int depth(List<TaskDraft> drafts) {
        var one = upstreamGroup != null ? upstreamGroup.parent() : groupOf(drafts);
        var other =
                downstreamTask != null ? downstreamTask.group : downstreamGroup == null ? "" : downstreamGroup.parent();
        var left = one.split("\\.", -1);
        var right = other.split("\\.", -1);
        int depth = 0;
        while (depth < Math.min(left.length, right.length)
                && !left[depth].isEmpty()
                && left[depth].equals(right[depth])) {
            depth++;
        }
        return depth;
    }

    private String groupOf(List<TaskDraft> drafts) {
        return drafts.stream()
                .filter(draft -> upstreamTask != null && draft.id.equals(upstreamTask.taskId()))
                .map(draft -> draft.group)
                .findFirst()
                .orElse("");
    }

    private void apply(List<TaskDraft> drafts) {
        var before = upstreamTask != null ? List.of(upstreamTask) : last(drafts, upstreamGroup);
        var after = downstreamTask != null ? List.of(downstreamTask) : first(drafts, downstreamGroup);
        after.forEach(draft -> draft.upstream.addAll(before));
    }

    private static List<TaskDraft> in(List<TaskDraft> drafts, @Nullable TaskGroup<?> group) {
        return drafts.stream()
                .filter(draft -> group != null && group.holds(draft.group))
                .toList();
    }

    private static List<TaskDraft> first(List<TaskDraft> drafts, @Nullable TaskGroup<?> group) {
        var members = in(drafts, group);
        var ids = members.stream().map(draft -> draft.id).toList();
        var inside = new HashSet<>(ids);
        return members.stream()
                .filter(draft -> draft.upstream.stream().noneMatch(handle -> inside.contains(handle.taskId())))
                .toList();
    }

    /** Those that nothing of the group comes after but teardowns. */
    private static List<TaskHandle> last(List<TaskDraft> drafts, @Nullable TaskGroup<?> group) {
        var members = in(drafts, group).stream()
                .filter(draft -> !draft.role.isTeardown())
                .toList();
        var followed = new HashSet<String>();
        members.forEach(draft -> draft.upstream.forEach(handle -> followed.add(handle.taskId())));
        var last = new ArrayList<TaskHandle>();
        members.stream().filter(draft -> !followed.contains(draft.id)).forEach(draft -> last.add(draft.handle()));
        return last;
    }
}
