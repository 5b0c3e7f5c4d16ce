package dev.dagrunr.dag;

import dev.dagrunr.dag.internal.model.InputSource;
import dev.dagrunr.dag.internal.model.MapPath;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What is wrong with the mapped groups of a declaration; one sentence a problem. */
final class MappedGroupProblems {
    private final Map<String, MappedList> groups;
    private final List<String> expandedTwice;
    private final List<TaskDraft> drafts;
    private final List<String> problems = new ArrayList<>();

    MappedGroupProblems(Map<String, MappedList> groups, List<String> expandedTwice, List<TaskDraft> drafts) {
        this.groups = groups;
        this.expandedTwice = expandedTwice;
        this.drafts = drafts;
    }

    List<String> find() {
        expandedTwice.forEach(id -> problems.add("Group '" + id
                + "' is expanded twice; combine the lists, with cross(..) or zip(..) for example, or nest two groups"));
        groups.forEach(this::checkList);
        drafts.forEach(this::checkTask);
        return problems;
    }

    private void checkList(String group, MappedList list) {
        for (var source : list.tasks()) {
            var in = groupOf(source.taskId());
            if (holds(group, in)) {
                problems.add("Group '%s' is expanded over '%s', which is in it; declare that task outside of the group"
                        .formatted(group, source.taskId()));
            } else if (source instanceof Node<?>) {
                foreignScope(group, in)
                        .ifPresent(foreign -> problems.add(
                                "Group '%s' is expanded over one instance of '%s', but is outside of the mapped group '%s'; let that group's tasks(..) return it, and expand over what tasks(..) gives"
                                        .formatted(group, source.taskId(), foreign)));
            }
        }
    }

    private void checkTask(TaskDraft task) {
        for (var single : task.singles) {
            foreignScope(task.group, groupOf(single))
                    .ifPresent(foreign -> problems.add(
                            "Task '%s' reads one instance of '%s', but is outside of the mapped group '%s'; let that group's tasks(..) return it, and read what tasks(..) gives"
                                    .formatted(task.id, single, foreign)));
        }
        for (var input : task.inputs) {
            if (input instanceof InputSource.OfGroup element && !holds(element.groupId(), task.group)) {
                problems.add(
                        "Task '%s' reads the element of the mapped group '%s', but is outside of it; declare it in the group"
                                .formatted(task.id, element.groupId()));
            }
        }
        long depth = groups.keySet().stream()
                        .filter(group -> holds(group, task.group))
                        .count()
                + (task.expansion == null ? 0 : 1);
        if (depth > MapPath.MAX_DEPTH) {
            problems.add(
                    "Task '%s' is mapped %d times over; at most %d mapped groups and tasks can be within each other"
                            .formatted(task.id, depth, MapPath.MAX_DEPTH));
        }
    }

    /** A mapped group around the one that is not around the other. */
    private Optional<String> foreignScope(String reader, String source) {
        return groups.keySet().stream()
                .filter(group -> holds(group, source) && !holds(group, reader))
                .findFirst();
    }

    private static boolean holds(String group, String inner) {
        return inner.equals(group) || inner.startsWith(group + ".");
    }

    private String groupOf(String taskId) {
        return drafts.stream()
                .filter(draft -> draft.id.equals(taskId))
                .map(draft -> draft.group)
                .findFirst()
                .orElse("");
    }
}
