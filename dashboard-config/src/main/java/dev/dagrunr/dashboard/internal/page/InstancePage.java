package dev.dagrunr.dashboard.internal.page;

import dev.dagrunr.dag.TaskState;
import dev.dagrunr.dashboard.internal.page.Page.Crumb;
import dev.dagrunr.dashboard.internal.page.Page.Fragment;
import dev.dagrunr.dashboard.internal.page.Page.Section;
import dev.dagrunr.dashboard.internal.progress.Pace;
import dev.dagrunr.dashboard.internal.web.BadRequestException;
import dev.dagrunr.dashboard.internal.web.NotFoundException;
import dev.dagrunr.dashboard.internal.web.Request;
import dev.dagrunr.engine.LogLine;
import dev.dagrunr.engine.view.InstanceView;
import dev.dagrunr.engine.view.LogFilter;
import dev.dagrunr.engine.view.PageRequest;
import dev.dagrunr.engine.view.RunSummary;
import dev.dagrunr.engine.view.TryView;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** One task instance: why it is not running, its tries, its log, its value, its neighbours. */
record InstancePage(Operations operations) {
    private static final int LOG_LINES = 500;
    private static final int VALUE_CHARACTERS = 8_000;
    private static final int VALUES = 20;

    Page page(Request request) {
        var run = operations.run(request.at("dag"), request.at("run"));
        int mapIndex = mapIndex(request.at("index"));
        var instance = operations
                .view()
                .instance(run.key(), request.at("task"), mapIndex)
                .orElseThrow(() -> new NotFoundException("Run '" + run.runId() + "' has no instance " + mapIndex
                        + " of task '" + request.at("task") + "'."));
        return page(run, instance, request);
    }

    private static int mapIndex(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new NotFoundException("'" + text + "' is no map index.");
        }
    }

    Page page(RunSummary run, InstanceView instance, Request request) {
        var crumbs = new ArrayList<>(List.of(
                new Crumb("DAGs", Links.DAGS),
                new Crumb(run.dagId(), Links.dag(run.dagId())),
                new Crumb(run.runId(), Links.run(run))));
        if (instance.mapIndex() >= 0) {
            crumbs.add(new Crumb(instance.taskId(), Links.task(run, instance.taskId())));
        }
        crumbs.add(new Crumb(instance.mapIndex() < 0 ? instance.taskId() : instance.label(), ""));
        var clear = Links.run(run) + "/clear?task=" + Links.encoded(instance.taskId())
                + (instance.mapIndex() < 0 ? "" : "&index=" + instance.mapIndex());
        return new Page(
                TaskPages.name(instance),
                Section.DAGS,
                List.copyOf(crumbs),
                Html.of(
                        "<a class=\"button\" href=\"{}&amp;downstream=1\">Clear</a><a class=\"button\" href=\"{}\">Clear this alone</a>"
                                + "<a class=\"button\" href=\"{}&amp;state=success\">Mark</a>",
                        clear,
                        clear,
                        clear.replace("/clear?", "/mark?")),
                List.of(
                        new Fragment("facts", facts(run, instance)),
                        new Fragment("why", why(run, instance)),
                        new Fragment("log", log(instance, request)),
                        new Fragment("value", value(run, instance)),
                        new Fragment("tries", tries(instance)),
                        new Fragment("neighbours", neighbours(run, instance))),
                true);
    }

    private Html facts(RunSummary run, InstanceView instance) {
        var median = operations.view().medianDuration(run.dagId(), instance.taskId());
        return Html.of(
                """
                <dl class="facts"><div><dt>State</dt><dd>{}</dd></div><div><dt>Try</dt><dd class="num">{} of {}</dd></div>\
                <div><dt>Started</dt><dd>{}</dd></div><div><dt>Duration</dt><dd class="num">{}</dd></div>\
                <div><dt>Usually</dt><dd class="num">{}</dd></div>{}{}{}</dl>
                """,
                States.badge(instance.state()),
                instance.tryNumber(),
                instance.maxTries(),
                Times.moment(instance.startedAt()),
                Times.duration(instance.startedAt(), instance.endedAt()),
                median.map(duration -> Html.text(Times.text(duration)))
                        .orElse(Html.of("<span class=\"none\">–</span>")),
                instance.node().map(node -> Html.of("<div><dt>Node</dt><dd>{}</dd></div>", node)),
                Html.when(
                        instance.progressDone() + instance.progressExpected() > 0,
                        "<div><dt>Progress</dt><dd class=\"num\">{}</dd></div>",
                        RunPages.progress(instance.progressDone(), instance.progressExpected())),
                moved(instance));
    }

    /** Of a task that moves data. */
    private Html moved(InstanceView instance) {
        if (instance.progressBytes() == 0) {
            return Html.NOTHING;
        }
        var pace = Pace.of(instance, operations.now());
        var left = instance.endedAt().isPresent()
                ? Optional.<Duration>empty()
                : pace.left(instance.progressExpected() - instance.progressDone());
        return Html.of(
                "<div><dt>Bytes</dt><dd class=\"num\">{}</dd></div>"
                        + "<div><dt>A second</dt><dd class=\"num\">{} rows, {}</dd></div>{}",
                Pace.text(instance.progressBytes()),
                Times.count(pace.rowsPerSecond()),
                Pace.text(pace.bytesPerSecond()),
                left.map(time -> Html.of("<div><dt>Time left</dt><dd class=\"num\">{}</dd></div>", Times.text(time))));
    }

    private Html why(RunSummary run, InstanceView instance) {
        var reasons = waits(instance.state())
                ? operations
                        .dagrunr()
                        .run(run.dagId(), run.runId())
                        .whyNotRunning(instance.taskId(), instance.mapIndex())
                : List.<String>of();
        var failure = instance.reason().isEmpty() || reasons.contains(instance.reason())
                ? Html.NOTHING
                : Html.of("<pre class=\"failure\">{}</pre>", instance.reason());
        return Html.join(
                failure,
                reasons.isEmpty()
                        ? Html.NOTHING
                        : Html.of(
                                "<div class=\"why-not\"><h2>Why it is not running</h2><ul>{}</ul></div>",
                                reasons.stream()
                                        .map(reason -> Html.of("<li>{}</li>", reason))
                                        .toList()));
    }

    private Html log(InstanceView instance, Request request) {
        var filter = LogFilter.all()
                .atLeast(level(request.query("level").orElse("debug")))
                .withText(request.query("q").orElse(""));
        var attempt = request.query("attempt");
        if (attempt.isPresent()) {
            filter = filter.ofAttempt(request.number("attempt", 0, 0, Integer.MAX_VALUE));
        }
        var lines = operations.view().log(instance.key(), filter, LOG_LINES + 1);
        var form = new FilterForm("", request)
                .search("Log contains")
                .choice("level", "Level", List.of("info", "warn", "error"))
                .choice("attempt", "Attempt", attempts(instance));
        return Html.of(
                "<h2>Log</h2>{}<div class=\"scroll log\" tabindex=\"0\" role=\"region\" aria-label=\"Log\"><ol>{}</ol></div>{}",
                form.html(),
                lines.isEmpty()
                        ? Html.of(
                                "<li class=\"empty\">{}</li>",
                                filter.equals(LogFilter.all()) ? "Nothing has been logged." : "No line is like this.")
                        : Html.all(lines.stream()
                                .limit(LOG_LINES)
                                .map(InstancePage::line)
                                .toList()),
                Html.when(
                        lines.size() > LOG_LINES,
                        "<p class=\"about\">The first {} lines are shown; narrow them down to see others.</p>",
                        LOG_LINES));
    }

    private static List<String> attempts(InstanceView instance) {
        var attempts = new ArrayList<String>();
        for (int epoch = 1; epoch <= Math.min(instance.epoch(), 30); epoch++) {
            attempts.add(Integer.toString(epoch));
        }
        return attempts;
    }

    private static LogFilter.Level level(String name) {
        return Arrays.stream(LogFilter.Level.values())
                .filter(level -> level.name().toLowerCase(Locale.ROOT).equals(name))
                .findFirst()
                .orElseThrow(() ->
                        new BadRequestException("'level' is '" + name + "', but must be debug, info, warn or error"));
    }

    private static Html line(LogLine line) {
        return Html.of(
                "<li class=\"l-{}\"><span class=\"at\">{}</span> <span class=\"level\">{}</span> <span>{}</span></li>\n",
                line.level(),
                Times.moment(line.at()),
                line.level(),
                line.message());
    }

    private Html value(RunSummary run, InstanceView instance) {
        var page = operations
                .view()
                .xcoms(run.key(), instance.taskId(), instance.mapIndex(), VALUE_CHARACTERS, new PageRequest(0, VALUES));
        if (page.rows().isEmpty()) {
            return Html.NOTHING;
        }
        var values = page.rows().stream()
                .map(value -> Html.of(
                        "{}<pre class=\"json\">{}{}</pre>",
                        Html.when(value.part() >= 0, "<h3>Element {}</h3>", value.part()),
                        PrettyJson.of(value.json()),
                        value.cutOff() ? "… (" + Times.count(value.length()) + " characters)" : ""))
                .toList();
        boolean list = page.rows().get(0).part() >= 0;
        return Html.of(
                "<h2>Value</h2><details{}><summary>{}</summary>{}</details>",
                Html.when(!list && page.rows().get(0).length() < 2_000, " open"),
                list
                        ? "A list of " + Times.count(page.total())
                                + (page.total() > VALUES ? ", the first " + VALUES + " of which are shown" : "")
                        : "JSON of " + Times.count(page.rows().get(0).length()) + " characters",
                values);
    }

    private Html tries(InstanceView instance) {
        var rows = operations.view().tries(instance.key()).stream()
                .map(InstancePage::attempt)
                .toList();
        return rows.isEmpty()
                ? Html.NOTHING
                : Html.of(
                        "<h2>Attempts that ended</h2>{}",
                        Layout.table(
                                "Attempts",
                                List.of("Attempt#", "Try#", "Ended", "Node", "Started", "Duration#", "Why"),
                                rows,
                                ""));
    }

    private static Html attempt(TryView attempt) {
        return Html.of(
                "<tr><th scope=\"row\" class=\"num\">{}</th><td class=\"num\">{}</td><td>{}</td><td>{}</td><td>{}</td>"
                        + "<td class=\"num\">{}</td><td class=\"why\">{}</td></tr>",
                attempt.epoch(),
                attempt.tryNumber(),
                States.badge(attempt.state()),
                attempt.node(),
                Times.moment(attempt.startedAt()),
                Times.duration(attempt.startedAt(), Optional.of(attempt.endedAt())),
                attempt.reason().lines().findFirst().orElse(""));
    }

    private Html neighbours(RunSummary run, InstanceView instance) {
        var shape = operations.shape(run.structureHash());
        var task = shape.byId().get(instance.taskId());
        if (task == null) {
            return Html.NOTHING;
        }
        var summaries = operations.view().tasks(List.of(run.key()));
        var rows = new ArrayList<Html>();
        for (var side : List.of(task.upstream(), shape.downstream(task.id()))) {
            var direction = rows.isEmpty() && side == task.upstream() ? "before" : "after";
            for (var id : side) {
                summaries.stream()
                        .filter(summary -> summary.taskId().equals(id))
                        .findFirst()
                        .ifPresent(summary -> rows.add(Html.of(
                                "<tr><td>{}</td><th scope=\"row\"><a href=\"{}\">{}</a></th><td>{}</td><td>{}</td></tr>",
                                direction,
                                Links.task(run, id),
                                id,
                                States.badge(States.of(summary)),
                                States.counts(summary.counts()))));
            }
        }
        return Html.of(
                "<h2>Tasks before and after</h2><p class=\"about\">Rule: <code>{}</code></p>{}",
                task.rule(),
                Layout.table("Neighbours", List.of("", "Task", "State", "Instances"), rows, "It stands alone."));
    }

    /** States in which an instance may be asked why it does not run. */
    static boolean waits(TaskState state) {
        return !state.finished() && state != TaskState.RUNNING;
    }
}
