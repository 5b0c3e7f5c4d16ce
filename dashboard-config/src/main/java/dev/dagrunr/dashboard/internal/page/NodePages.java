package dev.dagrunr.dashboard.internal.page;

import dev.dagrunr.dashboard.internal.page.Page.Crumb;
import dev.dagrunr.dashboard.internal.page.Page.Fragment;
import dev.dagrunr.dashboard.internal.page.Page.Section;
import dev.dagrunr.dashboard.internal.web.Csrf;
import dev.dagrunr.dashboard.internal.web.NotFoundException;
import dev.dagrunr.dashboard.internal.web.Request;
import dev.dagrunr.dashboard.internal.web.Response;
import dev.dagrunr.engine.view.NodeView;
import dev.dagrunr.migration.connection.ConnectionException;
import java.util.List;

/** What runs depend on: nodes, connections, and JobRunr's own dashboard below the common navigation. */
record NodePages(Operations operations) {
    Page nodes(Request request) {
        var rows = operations.view().nodes().stream().map(NodePages::row).toList();
        return Page.of(
                "Nodes",
                Section.NODES,
                List.of(new Crumb("Nodes", "")),
                new Fragment(
                        "nodes",
                        Layout.table(
                                "Nodes",
                                List.of("Node", "State", "Running#", "Workers#", "Started", "Lease"),
                                rows,
                                "No node runs tasks: start one with ./dagrunr worker.")));
    }

    private static Html row(NodeView node) {
        return Html.of(
                "<tr><th scope=\"row\">{}</th><td>{}</td><td class=\"num\">{}</td><td class=\"num\">{}</td><td>{}</td><td>{}</td></tr>",
                node.name(),
                node.alive()
                        ? Html.of("<span class=\"badge s-success\"><span aria-hidden=\"true\">✓</span> alive</span>")
                        : Html.of("<span class=\"badge s-failed\"><span aria-hidden=\"true\">✕</span> lost</span>"),
                node.running(),
                node.parallelism(),
                Times.moment(node.startedAt()),
                // the lease of a living node changes every second, which is nobody's news
                node.alive() ? Html.text("held") : Html.of("ran out {}", Times.moment(node.leaseUntil())));
    }

    Page connections(Request request) {
        return connections("", Html.NOTHING);
    }

    private Page connections(String tested, Html result) {
        var connections = operations.connections();
        var rows = connections.ids().stream()
                .map(id -> Html.of(
                        "<tr><th scope=\"row\">{}</th><td>{}</td><td>{}</td><td class=\"do\">{}</td></tr>",
                        id,
                        address(id),
                        id.equals(tested) ? result : Html.NOTHING,
                        Layout.button("Test", "/dagrunr/connections/" + Links.encoded(id) + "/test", "test", "1", "")))
                .toList();
        return Page.of(
                        "Connections",
                        Section.CONNECTIONS,
                        List.of(new Crumb("Connections", "")),
                        new Fragment(
                                "connections",
                                Html.join(
                                        Html.of(
                                                "<p class=\"about\">From the environment of this process: <code>DAGRUNR_CONN_…</code>"
                                                        + " and <code>AIRFLOW_CONN_…</code>. Passwords are never shown.</p>"),
                                        Layout.table(
                                                "Connections",
                                                List.of("Connection", "Address", "Test", ""),
                                                rows,
                                                "No connection is defined."))))
                .notLive();
    }

    private Html address(String id) {
        try {
            return Html.of("<code>{}</code>", operations.connections().describe(id));
        } catch (ConnectionException e) {
            return Html.of("<span class=\"failure\">{}</span>", String.valueOf(e.getMessage()));
        }
    }

    Response test(Request request) {
        Csrf.check(request);
        var id = request.at("id");
        if (!operations.connections().ids().contains(id)) {
            throw new NotFoundException("Connection '" + id + "' is not defined.");
        }
        var check = operations.connections().test(id);
        var result = check.passed()
                ? Html.of("{} PostgreSQL {}", States.badge("success"), String.valueOf(check.serverVersion()))
                : Html.of("{} {}", States.badge("failed"), String.valueOf(check.error()));
        return Layout.answer(request, 200, connections(id, result));
    }

    Page jobs(Request request) {
        return Page.of(
                        "Jobs",
                        Section.JOBS,
                        List.of(new Crumb("Jobs", "")),
                        new Fragment(
                                "jobs",
                                Html.of("<iframe src=\"/dashboard/overview\" title=\"JobRunr's dashboard\"></iframe>")))
                .notLive();
    }
}
