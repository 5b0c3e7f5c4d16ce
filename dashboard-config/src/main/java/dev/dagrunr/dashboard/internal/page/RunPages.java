package dev.dagrunr.dashboard.internal.page;

import dev.dagrunr.dag.RunState;
import dev.dagrunr.dashboard.internal.page.Page.Crumb;
import dev.dagrunr.dashboard.internal.page.Page.Fragment;
import dev.dagrunr.dashboard.internal.page.Page.Section;
import dev.dagrunr.dashboard.internal.web.Request;
import dev.dagrunr.engine.view.RunSummary;
import dev.dagrunr.engine.view.TaskSummary;
import dev.dagrunr.engine.view.TaskTimes;
import dev.dagrunr.migration.MigrationDag;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** One run: its tasks with all instances summed up, as a table, as a graph and along time. */
record RunPages(Operations operations, GraphView graphs) {
    private static final int FAILURES = 5;

    Page tasks(Request request) {
        var run = run(request);
        var summaries = summaries(run);
        var times = operations.times(run, summaries.values());
        var rows = operations.shape(run.structureHash()).tasks().stream()
                .map(task -> row(run, task, summaries.get(task.id()), times.get(task.id())))
                .toList();
        var table = Layout.table(
                "Tasks",
                List.of("Task", "State", "Instances", "Progress#", "Started", "Duration#"),
                rows,
                "This run has no tasks.");
        return page(run, "Tasks", new Fragment("failures", failures(run)), new Fragment("tasks", table));
    }

    private static Html row(RunSummary run, Shape.Task task, @Nullable TaskSummary summary, @Nullable TaskTimes times) {
        if (summary == null) {
            return Html.NOTHING;
        }
        boolean bar = task.mapped();
        return Html.of(
                """
                <tr><th scope="row"><a href="{}">{}</a></th><td>{}</td><td class="instances">{}</td><td class="num">{}</td>\
                <td>{}</td><td class="num">{}</td></tr>
                """,
                Links.task(run, task.id()),
                task.id(),
                States.badge(States.of(summary)),
                bar
                        ? Html.of("{}<small>{}</small>", States.bar(summary), instances(summary))
                        : Html.when(summary.leftOut(), "<small>left out by a branch</small>"),
                times == null ? Html.NOTHING : progress(times.progressDone(), times.progressExpected()),
                times == null ? Html.NOTHING : Times.moment(times.startedAt()),
                times == null ? Html.NOTHING : Times.duration(times.startedAt(), times.endedAt()));
    }

    private static String instances(TaskSummary summary) {
        return summary.expanded() ? States.counts(summary.counts()) : "not expanded yet";
    }

    static Html progress(long done, long expected) {
        if (expected == 0 && done == 0) {
            return Html.NOTHING;
        }
        return expected == 0
                ? Html.text(Times.count(done))
                : Html.of(
                        "{} of {} <progress max=\"{}\" value=\"{}\" aria-label=\"Progress\"></progress>",
                        Times.count(done),
                        Times.count(expected),
                        expected,
                        Math.min(done, expected));
    }

    private Html failures(RunSummary run) {
        var failed = operations.view().failed(run.key(), FAILURES + 1);
        if (failed.isEmpty()) {
            return Html.when(!run.reason().isEmpty(), "<p class=\"failure\">{}</p>", run.reason());
        }
        var lines = failed.stream()
                .limit(FAILURES)
                .map(instance -> Html.of(
                        "<li><a href=\"{}\">{}</a> {}</li>",
                        Links.instance(run, instance),
                        TaskPages.name(instance),
                        firstLine(instance.reason())))
                .toList();
        return Html.of(
                "<div class=\"failure\"><h2>What failed first</h2><ol>{}</ol>{}</div>",
                lines,
                Html.when(
                        failed.size() > FAILURES,
                        "<p><a href=\"{}/instances?state=failed\">All that failed</a></p>",
                        Links.run(run)));
    }

    private static String firstLine(String text) {
        var line = text.strip().lines().findFirst().orElse("");
        return line.length() > 300 ? line.substring(0, 300) + "…" : line;
    }

    Page graph(Request request) {
        var run = run(request);
        var folded = new TreeSet<>(request.queries("fold"));
        var drawn = graphs.draw(new GraphView.Drawing(
                run.structureHash(),
                operations.shape(run.structureHash()),
                folded,
                summaries(run),
                taskId -> Links.task(run, taskId),
                group -> DagPages.folding(Links.run(run) + "/graph", folded, group)));
        return page(run, "Graph", new Fragment("graph", drawn));
    }

    Page gantt(Request request) {
        var run = run(request);
        var summaries = summaries(run);
        var chart = new Gantt(
                        run,
                        operations.shape(run.structureHash()),
                        summaries,
                        operations.times(run, summaries.values()))
                .draw(operations.now());
        return page(run, "Gantt", new Fragment("gantt", chart));
    }

    Page instances(Request request) {
        var run = run(request);
        return page(run, "Instances", new TaskPages(operations).list(run, Optional.empty(), request));
    }

    Page conf(Request request) {
        var run = run(request);
        var children = operations.view().children(run.key()).stream()
                .map(child -> Html.of(
                        "<li><a href=\"{}\">{} · {}</a> {}</li>",
                        Links.run(child),
                        child.dagId(),
                        child.runId(),
                        States.badge(child.state())))
                .toList();
        return page(
                run,
                "Details",
                new Fragment(
                        "details",
                        Html.of(
                                """
                                <h2>Conf</h2><pre class="json">{}</pre>
                                <h2>Version of the DAG</h2><p><code>{}</code></p>
                                <h2>Slots</h2><p>{} of {} taken</p>{}
                                """,
                                PrettyJson.of(run.conf()),
                                run.structureHash(),
                                run.occupiedSlots(),
                                run.maxActiveTasks(),
                                Html.when(
                                        !children.isEmpty(),
                                        "<h2>Runs that its tasks triggered</h2><ul>{}</ul>",
                                        children))));
    }

    private RunSummary run(Request request) {
        return operations.run(request.at("dag"), request.at("run"));
    }

    private Map<String, TaskSummary> summaries(RunSummary run) {
        return operations.view().tasks(List.of(run.key())).stream()
                .collect(Collectors.toMap(TaskSummary::taskId, Function.identity()));
    }

    static Page page(RunSummary run, String tab, Fragment... content) {
        var link = Links.run(run);
        var tabs = new ArrayList<>(List.of(
                "Tasks",
                link,
                "Graph",
                link + "/graph",
                "Gantt",
                link + "/gantt",
                "Instances",
                link + "/instances",
                "Details",
                link + "/details"));
        if (run.dagId().equals(MigrationDag.ID)) {
            tabs.addAll(0, List.of("Migration", link + "/migration"));
        }
        var fragments = new ArrayList<Fragment>();
        fragments.add(new Fragment("facts", facts(run)));
        fragments.add(new Fragment("tabs", Layout.tabs("Views of the run", tab, tabs.toArray(String[]::new))));
        fragments.addAll(List.of(content));
        return new Page(
                run.runId(),
                Section.DAGS,
                List.of(
                        new Crumb("DAGs", Links.DAGS),
                        new Crumb(run.dagId(), Links.dag(run.dagId())),
                        new Crumb(run.runId(), "")),
                actions(run),
                fragments,
                true);
    }

    /** Those that do something to the run as it is. A run under way may have failed in part. */
    private static Html actions(RunSummary run) {
        var link = Links.run(run);
        return Html.of(
                "{}<a class=\"button\" href=\"{}/clear\">Clear</a><a class=\"button\" href=\"{}/mark?state=success\">Mark</a>{}",
                Html.when(
                        run.state() != RunState.SUCCESS,
                        "<a class=\"button\" href=\"{}/clear?failed=1&amp;downstream=1\">Rerun from failed</a>\n",
                        link),
                link,
                link,
                Html.when(!run.state().finished(), "<a class=\"button\" href=\"{}/stop\">Stop</a>", link));
    }

    private static Html facts(RunSummary run) {
        return Html.of(
                """
                <dl class="facts"><div><dt>State</dt><dd>{}</dd></div><div><dt>Type</dt><dd>{}</dd></div>{}\
                <div><dt>Started</dt><dd>{}</dd></div><div><dt>Ended</dt><dd>{}</dd></div>\
                <div><dt>Duration</dt><dd class="num">{}</dd></div>{}</dl>
                """,
                States.badge(run.state()),
                run.runType(),
                run.logicalDate()
                        .map(date -> Html.of("<div><dt>Logical date</dt><dd>{}</dd></div>", Times.moment(date))),
                Times.moment(run.startedAt()),
                Times.moment(run.endedAt()),
                Times.duration(run.startedAt(), run.endedAt()),
                run.parent()
                        .map(parent -> Html.of(
                                "<div><dt>Triggered by</dt><dd><a href=\"{}/tasks/{}/{}\">{} · {}</a></dd></div>",
                                Links.run(parent.dagId(), parent.runId()),
                                Links.encoded(parent.taskId()),
                                parent.mapIndex(),
                                parent.dagId(),
                                parent.taskId())));
    }
}
