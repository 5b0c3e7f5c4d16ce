package dev.dagrunr.dag;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** What is wrong with the groups of a declaration; one sentence a problem. */
final class GroupProblems {
    // without dots, so that an id says which groups it is in
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9_-]{1,250}");

    private final DagBuilder<?> dag;
    private final List<DagBuilder.Declared> groups;
    private final List<GroupOrder> orders;
    private final List<TaskDraft> drafts;
    private final List<String> problems = new ArrayList<>();

    GroupProblems(
            DagBuilder<?> dag, List<DagBuilder.Declared> groups, List<GroupOrder> orders, List<TaskDraft> drafts) {
        this.dag = dag;
        this.groups = groups;
        this.orders = orders;
        this.drafts = drafts;
    }

    List<String> find() {
        var ids = new HashSet<String>();
        for (var declared : groups) {
            checkId(declared, ids);
            checkTasks(declared.group());
        }
        orders.forEach(this::checkOrder);
        return problems;
    }

    private void checkId(DagBuilder.Declared declared, Set<String> ids) {
        var id = declared.group().id();
        if (!ID.matcher(declared.ownId()).matches()) {
            problems.add("Group id '" + declared.ownId()
                    + "' is not valid; use 1 to 250 letters, digits, underscores and dashes");
        }
        if (!ids.add(id)) {
            problems.add("Group '" + id + "' is declared twice; rename one of them");
        }
        if (drafts.stream().anyMatch(draft -> draft.id.equals(id))) {
            problems.add("Group '" + id + "' has the id of a task; rename one of them");
        }
    }

    private void checkTasks(TaskGroup<?> group) {
        if (drafts.stream().noneMatch(draft -> group.holds(draft.group))) {
            problems.add("Group '" + group.id() + "' has no tasks; declare one with task(..), or remove the group");
        }
    }

    private void checkOrder(GroupOrder order) {
        var upstream = order.upstreamGroup();
        if (order.isWithinItself() && upstream != null) {
            problems.add(order.downstreamName() + " cannot run after group '" + upstream.id()
                    + "', for one is in the other; name the tasks that come before it");
        }
        if (upstream != null && upstream.dag() != dag) {
            problems.add(order.downstreamName() + " depends on group '" + upstream.id()
                    + "', which belongs to another DAG; use triggers(..) to wait for a run of another DAG");
        }
    }
}
