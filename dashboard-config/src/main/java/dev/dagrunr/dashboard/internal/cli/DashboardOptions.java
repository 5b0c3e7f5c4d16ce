package dev.dagrunr.dashboard.internal.cli;

import dev.dagrunr.dashboard.WebAuthenticator;
import dev.dagrunr.dashboard.internal.node.AppEngine;
import dev.dagrunr.dashboard.internal.page.Operations;
import dev.dagrunr.dashboard.internal.site.OperatorSite;
import dev.dagrunr.dashboard.internal.web.DashboardServer;
import dev.dagrunr.dashboard.internal.web.Metrics;
import dev.dagrunr.dashboard.internal.web.WebOptions;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ServiceLoader;
import org.jobrunr.storage.StorageProvider;
import org.jobrunr.utils.mapper.JsonMapper;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where the dashboard listens. */
final class DashboardOptions {
    @Option(
            names = "--port",
            paramLabel = "PORT",
            description = "Port of the dashboard, 0 for a free one; default: " + WebOptions.DEFAULT_PORT)
    private @Nullable Integer port;

    @Option(
            names = "--host",
            paramLabel = "ADDRESS",
            description = "Address to listen on; default: this machine only. Others need DAGRUNR_WEB_USER and"
                    + " DAGRUNR_WEB_PASSWORD.")
    private @Nullable String host;

    @Option(
            names = "--open-to-all",
            description = "Allows an address that others reach without credentials, because a proxy guards it")
    private boolean openToAll;

    DashboardServer start(App app, AppEngine engine) throws IOException {
        return start(app, engine, port == null ? WebOptions.DEFAULT_PORT : port);
    }

    /** A free port when nobody asked for a certain one and the usual one is taken. */
    DashboardServer startSomewhere(App app, AppEngine engine) throws IOException {
        try {
            return start(app, engine);
        } catch (CommandFailure e) {
            if (port == null && e.getCause() instanceof BindException) {
                return start(app, engine, 0);
            }
            throw e;
        }
    }

    private DashboardServer start(App app, AppEngine engine, int atPort) throws IOException {
        var dagrunr = engine.dagrunr();
        try {
            var server = DashboardServer.start(
                    options(app, atPort),
                    dagrunr.unwrap(StorageProvider.class),
                    dagrunr.unwrap(JsonMapper.class),
                    engine.database()::answers);
            server.serve("/metrics", new Metrics(engine.metrics()::text));
            OperatorSite.addTo(server, new Operations(dagrunr, engine.dags().connections()));
            return server;
        } catch (BindException e) {
            throw CommandFailure.environment(
                    "The dashboard cannot listen on port " + atPort + " (" + e.getMessage()
                            + "); choose another with --port",
                    e);
        }
    }

    /** To be called before anything is started, so that a wrong option changes nothing. */
    void check(App app) {
        options(app, port == null ? WebOptions.DEFAULT_PORT : port);
    }

    private WebOptions options(App app, int atPort) {
        var others = ServiceLoader.load(WebAuthenticator.class).stream()
                .map(ServiceLoader.Provider::get)
                .toList();
        var settings = app.settings();
        return new WebOptions(address(), atPort, settings.webCredentials(), settings.webViewer(), others, openToAll);
    }

    private InetAddress address() {
        if (host == null) {
            return InetAddress.getLoopbackAddress();
        }
        try {
            return InetAddress.getByName(host);
        } catch (UnknownHostException e) {
            throw CommandFailure.usage("--host is '" + host + "', which is no address of this machine");
        }
    }
}
