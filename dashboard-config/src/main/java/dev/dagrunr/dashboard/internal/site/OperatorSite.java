package dev.dagrunr.dashboard.internal.site;

import dev.dagrunr.dashboard.internal.live.LivePages;
import dev.dagrunr.dashboard.internal.live.LiveStream;
import dev.dagrunr.dashboard.internal.page.Operations;
import dev.dagrunr.dashboard.internal.page.Pages;
import dev.dagrunr.dashboard.internal.rest.RestApi;
import dev.dagrunr.dashboard.internal.web.DashboardServer;

/** Everything below {@code /dagrunr}. */
public final class OperatorSite {
    private OperatorSite() {}

    /** Serves it until the server is closed. */
    public static void addTo(DashboardServer server, Operations operations) {
        var pages = new Pages(operations);
        var live = new LivePages(pages::fragments, Pages::hash);
        server.serve("/dagrunr", pages.router());
        server.serve(RestApi.BASE, RestApi.router(operations));
        server.serve("/dagrunr/live", new LiveStream(live));
        server.closeToo(live::close);
    }
}
