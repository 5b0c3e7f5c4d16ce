package dev.dagrunr.dashboard.internal.page;

import dev.dagrunr.dashboard.internal.page.Page.Crumb;
import dev.dagrunr.dashboard.internal.page.Page.Fragment;
import dev.dagrunr.dashboard.internal.page.Page.Section;
import dev.dagrunr.dashboard.internal.web.Request;
import dev.dagrunr.engine.view.DagSummary;
import dev.dagrunr.engine.view.RunSummary;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** All DAGs, each with its newest runs as bars: as high as they were long, in the colour of their state. */
record DagListPage(Operations operations) {
    static final int BARS = 14;
    private static final int BAR_WIDTH = 10;
    private static final int BAR_HEIGHT = 26;

    Page page(Request request) {
        var now = operations.now();
        var rows =
                operations.view().dags(BARS).stream().map(dag -> row(dag, now)).toList();
        var table = Layout.table(
                "DAGs",
                List.of("DAG", "Recent runs", "Last run", "State", "Duration#", "Schedule", "Next run", ""),
                rows,
                "No node has registered a DAG yet.");
        return Page.of("DAGs", Section.DAGS, List.of(new Crumb("DAGs", "")), new Fragment("dags", table));
    }

    private static Html row(DagSummary dag, Instant now) {
        var last = dag.recentRuns().stream().findFirst();
        return Html.of(
                """
                <tr><th scope="row"><a href="{}">{}</a><p class="about">{}</p></th><td>{}</td><td>{}</td><td>{}</td>\
                <td class="num">{}</td><td>{}</td><td>{}</td><td class="do"><a class="button" href="{}">Trigger</a></td></tr>
                """,
                Links.dag(dag.dagId()),
                dag.dagId(),
                dag.description(),
                bars(dag.recentRuns(), now),
                last.map(run -> Html.of(
                        "<a href=\"{}\">{}</a>",
                        Links.run(run),
                        Times.moment(run.startedAt().orElse(run.queuedAt())))),
                last.map(run -> States.badge(run.state())).orElse(Html.of("<span class=\"none\">never run</span>")),
                last.map(run -> Times.duration(run.startedAt(), run.endedAt())),
                dag.schedule().map(Html::text).orElse(Html.of("<span class=\"none\">none</span>")),
                dag.paused()
                        ? Html.of("<span class=\"badge\"><span aria-hidden=\"true\">❚❚</span> paused</span>")
                        : dag.nextRunAfter().map(Times::moment).orElse(Html.NOTHING),
                Links.trigger(dag.dagId()));
    }

    /** The oldest run on the left. */
    static Html bars(List<RunSummary> runs, Instant now) {
        var ordered = new ArrayList<>(runs);
        Collections.reverse(ordered);
        long longest = ordered.stream()
                .mapToLong(run -> run.duration(now).toMillis())
                .max()
                .orElse(1);
        var bars = new ArrayList<Html>();
        for (int i = 0; i < ordered.size(); i++) {
            var run = ordered.get(i);
            // what still runs is not measured each second
            long millis = run.endedAt().isPresent() ? run.duration(now).toMillis() : longest;
            double height = Math.max(4, BAR_HEIGHT * (double) millis / Math.max(1, longest));
            var label = run.runId() + ": " + States.word(run.state().wireName());
            bars.add(Html.of(
                    "<a href=\"{}\" aria-label=\"{}\"><title>{}</title><rect class=\"{}\" x=\"{}\" y=\"{}\" width=\"{}\""
                            + " height=\"{}\" rx=\"1.5\"/></a>",
                    Links.run(run),
                    label,
                    label,
                    States.css(run.state().wireName()),
                    i * BAR_WIDTH,
                    States.round(BAR_HEIGHT - height),
                    BAR_WIDTH - 2,
                    States.round(height)));
        }
        return Html.of(
                "<svg class=\"runs\" width=\"{}\" height=\"{}\" viewBox=\"0 0 {} {}\">{}</svg>",
                BARS * BAR_WIDTH,
                BAR_HEIGHT,
                BARS * BAR_WIDTH,
                BAR_HEIGHT,
                bars);
    }
}
