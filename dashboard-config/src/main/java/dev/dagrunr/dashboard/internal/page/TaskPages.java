package dev.dagrunr.dashboard.internal.page;

import dev.dagrunr.dag.TaskState;
import dev.dagrunr.dashboard.internal.page.Page.Crumb;
import dev.dagrunr.dashboard.internal.page.Page.Fragment;
import dev.dagrunr.dashboard.internal.page.Page.Section;
import dev.dagrunr.dashboard.internal.web.NotFoundException;
import dev.dagrunr.dashboard.internal.web.Request;
import dev.dagrunr.engine.view.InstanceFilter;
import dev.dagrunr.engine.view.InstanceFilter.Order;
import dev.dagrunr.engine.view.InstanceView;
import dev.dagrunr.engine.view.PageRequest;
import dev.dagrunr.engine.view.RunSummary;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The instances of a task, or of a whole run, a part at a time. */
record TaskPages(Operations operations) {
    private static final int PAGE = 100;
    private static final int UNMAPPED = -1;

    /** The list of a mapped task's instances, or the one instance of any other. */
    Page task(Request request) {
        var run = operations.run(request.at("dag"), request.at("run"));
        var taskId = request.at("task");
        var only = operations.view().instance(run.key(), taskId, UNMAPPED);
        if (only.isPresent()) {
            return new InstancePage(operations).page(run, only.get(), request);
        }
        var shape = operations.shape(run.structureHash());
        if (!shape.byId().containsKey(taskId)) {
            throw new NotFoundException("Run '" + run.runId() + "' has no task '" + taskId + "'.");
        }
        var link = Links.run(run);
        return Page.of(
                        taskId,
                        Section.DAGS,
                        List.of(
                                new Crumb("DAGs", Links.DAGS),
                                new Crumb(run.dagId(), Links.dag(run.dagId())),
                                new Crumb(run.runId(), link),
                                new Crumb(taskId, "")),
                        summary(run, taskId),
                        list(run, Optional.of(taskId), request))
                .withActions(Html.of(
                        """
                        <a class="button" href="{}/clear?task={}&amp;failed=1&amp;downstream=1">Clear failed</a>
                        <a class="button" href="{}/clear?task={}&amp;downstream=1">Clear all</a>
                        <a class="button" href="{}/mark?task={}&amp;state=success">Mark all</a>
                        """, link, Links.encoded(taskId), link, Links.encoded(taskId), link, Links.encoded(taskId)));
    }

    private Fragment summary(RunSummary run, String taskId) {
        var bar = operations.view().tasks(List.of(run.key())).stream()
                .filter(task -> task.taskId().equals(taskId))
                .findFirst()
                .map(task -> Html.of(
                        "<div class=\"summary\">{} {}<p>{}</p></div>",
                        States.badge(States.of(task)),
                        States.bar(task),
                        States.counts(task.counts())));
        return new Fragment("summary", bar.orElse(Html.NOTHING));
    }

    Fragment list(RunSummary run, Optional<String> taskId, Request request) {
        var link = taskId.map(id -> Links.task(run, id)).orElse(Links.run(run) + "/instances");
        var order = order(request.query("sort").orElse(""));
        boolean descending = request.query("desc").isPresent();
        var filter = InstanceFilter.ofRun(run.key())
                .withStates(states(request))
                .withText(request.query("q").orElse(""))
                .orderedBy(order, descending);
        var page = operations
                .view()
                .instances(
                        taskId.map(filter::ofTask).orElse(filter),
                        new PageRequest(request.number("offset", 0, 0, Integer.MAX_VALUE), PAGE));
        var form = new FilterForm(link, request)
                .search("Label contains")
                .choice(
                        "state",
                        "State",
                        States.shown().stream().map(TaskState::wireName).toList())
                .keep("sort")
                .keep("desc");
        var rows = page.rows().stream()
                .map(instance -> row(run, instance, taskId.isEmpty()))
                .toList();
        return new Fragment(
                "instances",
                Html.join(form.html(), table(form, order, descending, rows, taskId.isEmpty()), form.pager(page)));
    }

    private static List<TaskState> states(Request request) {
        return request.queries("state").stream()
                .flatMap(name -> Arrays.stream(TaskState.values())
                        .filter(state -> state.wireName().equals(name)))
                .toList();
    }

    private static Order order(String name) {
        return Arrays.stream(Order.values())
                .filter(order -> order.name().toLowerCase(Locale.ROOT).equals(name))
                .findFirst()
                .orElse(Order.MAP_INDEX);
    }

    private static Html table(FilterForm form, Order order, boolean descending, List<Html> rows, boolean withTask) {
        if (rows.isEmpty()) {
            return Html.of("<p class=\"empty\">No instance is like this.</p>");
        }
        var columns = new ArrayList<Html>();
        columns.add(column(form, withTask ? "Task" : "Index", Order.MAP_INDEX, order, descending, ""));
        columns.add(column(form, "Label", Order.LABEL, order, descending, ""));
        columns.add(column(form, "State", Order.STATE, order, descending, ""));
        columns.add(column(form, "Try", Order.TRIES, order, descending, "num"));
        columns.add(Html.of("<th scope=\"col\" class=\"num\">Progress</th>"));
        columns.add(column(form, "Started", Order.STARTED, order, descending, ""));
        columns.add(column(form, "Duration", Order.DURATION, order, descending, "num"));
        columns.add(Html.of("<th scope=\"col\">Why</th>"));
        return Html.of(
                "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Instances\"><table>"
                        + "<caption>Instances</caption><thead><tr>{}</tr></thead><tbody>{}</tbody></table></div>",
                columns,
                rows);
    }

    private static Html column(FilterForm form, String name, Order by, Order order, boolean descending, String css) {
        boolean current = by == order;
        var link = form.with(Map.of(
                "sort", by.name().toLowerCase(Locale.ROOT), "desc", current && !descending ? "1" : "", "offset", "0"));
        return Html.of(
                "<th scope=\"col\" class=\"{}\"{}><a href=\"{}\">{}{}</a></th>",
                css,
                current ? Html.of(" aria-sort=\"{}\"", descending ? "descending" : "ascending") : Html.NOTHING,
                link,
                name,
                current ? descending ? " ▾" : " ▴" : "");
    }

    private static Html row(RunSummary run, InstanceView instance, boolean withTask) {
        return Html.of(
                """
                <tr><th scope="row"><a href="{}">{}</a></th><td>{}</td><td>{}</td><td class="num">{}</td><td class="num">{}</td>\
                <td>{}</td><td class="num">{}</td><td class="why">{}</td></tr>
                """,
                Links.instance(run, instance),
                withTask ? indexed(instance) : instance.mapIndex(),
                instance.label(),
                States.badge(instance.state()),
                instance.tryNumber(),
                RunPages.progress(instance.progressDone(), instance.progressExpected()),
                Times.moment(instance.startedAt()),
                Times.duration(instance.startedAt(), instance.endedAt()),
                instance.reason().lines().findFirst().orElse(""));
    }

    private static String indexed(InstanceView instance) {
        return instance.mapIndex() < 0 ? instance.taskId() : instance.taskId() + " [" + instance.mapIndex() + "]";
    }

    /** For people: the task and which of its instances. */
    static String name(InstanceView instance) {
        if (instance.mapIndex() < 0) {
            return instance.taskId();
        }
        var label = instance.label().isEmpty() ? Integer.toString(instance.mapIndex()) : instance.label();
        return instance.taskId() + " [" + label + "]";
    }
}
