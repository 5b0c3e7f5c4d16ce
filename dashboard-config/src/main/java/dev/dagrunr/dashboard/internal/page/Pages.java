package dev.dagrunr.dashboard.internal.page;

import dev.dagrunr.dashboard.internal.page.Page.Crumb;
import dev.dagrunr.dashboard.internal.page.Page.Fragment;
import dev.dagrunr.dashboard.internal.page.Page.Section;
import dev.dagrunr.dashboard.internal.web.BadRequestException;
import dev.dagrunr.dashboard.internal.web.ForbiddenException;
import dev.dagrunr.dashboard.internal.web.NotFoundException;
import dev.dagrunr.dashboard.internal.web.PathPattern;
import dev.dagrunr.dashboard.internal.web.Request;
import dev.dagrunr.dashboard.internal.web.Response;
import dev.dagrunr.dashboard.internal.web.Router;
import dev.dagrunr.engine.DagRunrException;
import dev.dagrunr.engine.ErrorCode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Which address shows what. Thread-safe once it is made. */
public final class Pages {
    private static final Logger log = LoggerFactory.getLogger(Pages.class);

    private record Watched(PathPattern path, Function<Request, Page> page) {}

    private final Router router = new Router(Pages::failed);
    private final List<Watched> watched = new ArrayList<>();

    public Pages(Operations operations) {
        var graphs = new GraphView();
        var dags = new DagPages(operations, graphs);
        var runs = new RunPages(operations, graphs);
        var tasks = new TaskPages(operations);
        var nodes = new NodePages(operations);
        var pools = new PoolPages(operations);
        var dag = "/dagrunr/dags/{dag}";
        var run = dag + "/runs/{run}";
        router.on("GET", "/dagrunr", request -> Response.seeOther(Links.DAGS))
                .on("GET", "/dagrunr/", request -> Response.seeOther(Links.DAGS))
                .on("GET", "/dagrunr/assets/{name}", Assets::answer);
        page("/dagrunr/dags", new DagListPage(operations)::page);
        page("/dagrunr/runs", dags::allRuns);
        page(PoolPages.LINK, pools::pools);
        page("/dagrunr/nodes", nodes::nodes);
        page("/dagrunr/connections", nodes::connections);
        page("/dagrunr/jobs", nodes::jobs);
        page(dag, dags::grid);
        page(dag + "/graph", dags::graph);
        page(dag + "/runs", dags::runs);
        page(dag + "/versions", dags::versions);
        page(run, runs::tasks);
        page(run + "/migration", new MigrationPage(operations)::page);
        page(run + "/graph", runs::graph);
        page(run + "/gantt", runs::gantt);
        page(run + "/instances", runs::instances);
        page(run + "/details", runs::conf);
        page(run + "/tasks/{task}", tasks::task);
        page(run + "/tasks/{task}/{index}", new InstancePage(operations)::page);
        router.on("POST", dag + "/pause", dags::pause).on("POST", dag + "/unpause", dags::unpause);
        actions(operations, nodes, dag, run);
        poolActions(pools);
    }

    private void actions(Operations operations, NodePages nodes, String dag, String run) {
        var triggers = new TriggerPages(operations);
        var repairs = new RepairPages(operations);
        var marks = new MarkPages(operations);
        router.on("GET", dag + "/trigger", triggers::form)
                .on("POST", dag + "/trigger", triggers::trigger)
                .on("GET", run + "/clear", repairs::previewClear)
                .on("POST", run + "/clear", repairs::clear)
                .on("GET", run + "/stop", repairs::previewStop)
                .on("POST", run + "/stop", repairs::stop)
                .on("GET", run + "/mark", marks::preview)
                .on("POST", run + "/mark", marks::mark)
                .on("POST", "/dagrunr/connections/{id}/test", nodes::test);
    }

    private void poolActions(PoolPages pools) {
        router.on("GET", PoolPages.LINK + "/new", pools::create)
                .on("GET", PoolPages.LINK + "/{pool}", pools::change)
                .on("POST", PoolPages.LINK + "/{pool}", pools::save)
                .on("POST", PoolPages.LINK + "/{pool}/delete", pools::delete);
    }

    private void page(String path, Function<Request, Page> page) {
        router.on("GET", path, request -> Layout.answer(request, 200, page.apply(request)));
        watched.add(new Watched(PathPattern.of(path), page));
    }

    public Router router() {
        return router;
    }

    /**
     * The parts of a page that can change, by their id.
     *
     * @param uri as the browser has it in its address line
     * @throws NotFoundException when there is no such page, any longer
     */
    public Map<String, String> fragments(String uri) {
        int mark = uri.indexOf('?');
        var path = mark < 0 ? uri : uri.substring(0, mark);
        for (var page : watched) {
            var variables = page.path().match(path);
            if (variables.isPresent()) {
                var fragments = new LinkedHashMap<String, String>();
                page.page()
                        .apply(Request.get(uri, variables.get()))
                        .fragments()
                        .forEach(fragment ->
                                fragments.put(fragment.id(), fragment.html().markup()));
                return fragments;
            }
        }
        throw new NotFoundException("There is no page of this address.");
    }

    /** How a fragment's content is named in a page that was sent. */
    public static String hash(String fragment) {
        return new Fragment("", new Html(fragment)).hash();
    }

    private static Response failed(Request request, RuntimeException failure) {
        if (failure instanceof NotFoundException) {
            return sentence(request, 404, "Not found", String.valueOf(failure.getMessage()));
        }
        if (failure instanceof BadRequestException || failure instanceof IllegalArgumentException) {
            return sentence(request, 400, "Not understood", String.valueOf(failure.getMessage()));
        }
        if (failure instanceof ForbiddenException) {
            return sentence(request, 403, "Refused", String.valueOf(failure.getMessage()));
        }
        if (failure instanceof DagRunrException known && known.code().blame() == ErrorCode.Blame.CALLER) {
            return sentence(request, 422, "Refused", known.getMessage());
        }
        log.warn("{} {} failed", request.method(), request.uri(), failure);
        if (failure instanceof DagRunrException known && known.code() == ErrorCode.DATABASE) {
            return sentence(request, 503, "Not now", "The metadata database does not answer; try again in a moment.");
        }
        return sentence(request, 500, "Failed", "The request failed; the log of the server says why.");
    }

    private static Response sentence(Request request, int status, String title, String sentence) {
        var page = Page.of(
                        title,
                        Section.DAGS,
                        List.of(new Crumb("DAGs", Links.DAGS), new Crumb(title, "")),
                        new Fragment("sentence", Html.of("<p>{}</p>", sentence)))
                .notLive();
        return Layout.answer(request, status, page);
    }
}
