package dev.dagrunr.dashboard.internal.page;

import dev.dagrunr.dag.RunState;
import dev.dagrunr.dashboard.internal.page.Page.Crumb;
import dev.dagrunr.dashboard.internal.page.Page.Fragment;
import dev.dagrunr.dashboard.internal.page.Page.Section;
import dev.dagrunr.dashboard.internal.web.Csrf;
import dev.dagrunr.dashboard.internal.web.Request;
import dev.dagrunr.dashboard.internal.web.Response;
import dev.dagrunr.engine.view.DagSummary;
import dev.dagrunr.engine.view.PageRequest;
import dev.dagrunr.engine.view.RunFilter;
import dev.dagrunr.engine.view.RunSummary;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** One DAG: its grid of runs and tasks, its graph, its runs, its versions. */
record DagPages(Operations operations, GraphView graphs) {
    private static final int GRID_RUNS = 25;
    private static final int PAGE = 50;

    Page grid(Request request) {
        var dag = operations.dag(request.at("dag"), GRID_RUNS);
        return page(dag, "Grid", new Fragment("grid", new Grid(operations).of(dag)));
    }

    Page graph(Request request) {
        var dag = operations.dag(request.at("dag"), 0);
        var folded = new TreeSet<>(request.queries("fold"));
        var drawn = graphs.draw(new GraphView.Drawing(
                dag.structureHash(),
                operations.shape(dag.structureHash()),
                folded,
                Map.of(),
                taskId -> Links.dag(dag.dagId()) + "/graph#" + Links.encoded(taskId),
                group -> folding(Links.dag(dag.dagId()) + "/graph", folded, group)));
        return page(dag, "Graph", new Fragment("graph", drawn)).notLive();
    }

    /** The address of the same graph with one group folded that was not, or the other way round. */
    static String folding(String page, TreeSet<String> folded, String group) {
        var next = new LinkedHashSet<>(folded);
        if (!next.remove(group)) {
            next.add(group);
        }
        return next.stream()
                .map(name -> "fold=" + Links.encoded(name))
                .collect(Collectors.joining("&", page + "?", ""));
    }

    Page runs(Request request) {
        var dag = operations.dag(request.at("dag"), 0);
        var list = runList(RunFilter.ofDag(dag.dagId()), request, Links.runs(dag.dagId()), false);
        return page(dag, "Runs", list);
    }

    /** Of all DAGs. */
    Page allRuns(Request request) {
        return Page.of(
                "Runs",
                Section.RUNS,
                List.of(new Crumb("Runs", "")),
                runList(RunFilter.all(), request, "/dagrunr/runs", true));
    }

    private Fragment runList(RunFilter all, Request request, String link, boolean withDag) {
        var states = request.queries("state").stream()
                .flatMap(name -> Arrays.stream(RunState.values())
                        .filter(state -> state.wireName().equals(name)))
                .toList();
        var filter = all.withStates(states)
                .withRunType(request.query("type"))
                .withText(request.query("q").orElse(""));
        var page = operations
                .view()
                .runs(filter, new PageRequest(request.number("offset", 0, 0, Integer.MAX_VALUE), PAGE));
        var columns = new ArrayList<>(List.of("Run", "State", "Type", "Started", "Duration#", "Conf"));
        if (withDag) {
            columns.add(0, "DAG");
        }
        var rows = page.rows().stream().map(run -> runRow(run, withDag)).toList();
        var form = new FilterForm(link, request)
                .search("Run id contains")
                .choice(
                        "state",
                        "State",
                        Arrays.stream(RunState.values()).map(RunState::wireName).toList())
                .choice("type", "Type", List.of("manual", "scheduled", "backfill", "triggered", "asset_triggered"));
        return new Fragment(
                "runs",
                Html.join(form.html(), Layout.table("Runs", columns, rows, "No run is like this."), form.pager(page)));
    }

    private static Html runRow(RunSummary run, boolean withDag) {
        return Html.of(
                "<tr>{}<th scope=\"row\"><a href=\"{}\">{}</a></th><td>{}</td><td>{}</td><td>{}</td>"
                        + "<td class=\"num\">{}</td><td><code class=\"cut\">{}</code></td></tr>",
                Html.when(withDag, "<td><a href=\"{}\">{}</a></td>", Links.dag(run.dagId()), run.dagId()),
                Links.run(run),
                run.runId(),
                States.badge(run.state()),
                run.runType(),
                Times.moment(run.startedAt()),
                Times.duration(run.startedAt(), run.endedAt()),
                run.conf().length() > 200 ? run.conf().substring(0, 200) + "…" : run.conf());
    }

    Page versions(Request request) {
        var dag = operations.dag(request.at("dag"), 0);
        var rows = operations.view().versions(dag.dagId()).stream()
                .map(version -> Html.of(
                        "<tr><th scope=\"row\"><code>{}</code></th><td>{}</td><td class=\"num\">{}</td><td class=\"num\">{}</td>"
                                + "<td>{}</td></tr>",
                        version.hash().substring(0, Math.min(12, version.hash().length())),
                        Times.moment(version.createdAt()),
                        operations.shape(version.hash()).tasks().size(),
                        Times.count(version.runs()),
                        version.hash().equals(dag.structureHash()) ? "current" : ""))
                .toList();
        return page(
                        dag,
                        "Versions",
                        new Fragment(
                                "versions",
                                Html.join(
                                        Html.of("<p class=\"about\">A run keeps the version that it started with.</p>"),
                                        Layout.table(
                                                "Versions",
                                                List.of("Version", "First registered", "Tasks#", "Runs#", ""),
                                                rows,
                                                "None."))))
                .notLive();
    }

    Response pause(Request request) {
        Csrf.check(request);
        operations.dagrunr().pause(request.at("dag"));
        return Response.seeOther(Links.dag(request.at("dag")) + "?said=paused");
    }

    Response unpause(Request request) {
        Csrf.check(request);
        operations.dagrunr().unpause(request.at("dag"));
        return Response.seeOther(Links.dag(request.at("dag")) + "?said=unpaused");
    }

    private static Html schedule(DagSummary dag) {
        return dag.schedule()
                .map(schedule -> Html.of(
                        "<dl class=\"facts\"><div><dt>Schedule</dt><dd>{}</dd></div><div><dt>Next run</dt><dd>{}</dd></div></dl>",
                        schedule,
                        dag.paused()
                                ? Html.text("not while it is paused")
                                : dag.nextRunAfter().map(Times::moment).orElse(Html.text("none"))))
                .orElse(Html.NOTHING);
    }

    private static Page page(DagSummary dag, String tab, Fragment content) {
        var link = Links.dag(dag.dagId());
        var tabs = Layout.tabs(
                "Views of the DAG",
                tab,
                "Grid",
                link,
                "Graph",
                link + "/graph",
                "Runs",
                link + "/runs",
                "Versions",
                link + "/versions");
        var about = Html.of("<p class=\"about\">{}</p>{}{}", dag.description(), schedule(dag), tabs);
        return Page.of(
                        dag.dagId(),
                        Section.DAGS,
                        List.of(new Crumb("DAGs", Links.DAGS), new Crumb(dag.dagId(), "")),
                        new Fragment("about", about),
                        content)
                .withActions(Html.of(
                        "{}<a class=\"button primary\" href=\"{}\">Trigger</a>",
                        dag.paused()
                                ? Layout.button("Unpause", link + "/unpause", "paused", "false", "")
                                : Layout.button("Pause", link + "/pause", "paused", "true", ""),
                        Links.trigger(dag.dagId())));
    }
}
