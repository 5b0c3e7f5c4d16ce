package dev.dagrunr.dashboard.internal.web;

import dev.dagrunr.dashboard.WebAuthenticator;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;

/**
 * Where the dashboard listens and who may use it: one who may do everything, one who may look, and those whom others know.
 * Without credentials it listens on the loopback interface only, unless {@code openToAll} says that somebody else guards
 * the port, such as a reverse proxy. Port 0 takes a free one. Immutable.
 */
public record WebOptions(
        InetAddress address,
        int port,
        Optional<Credentials> credentials,
        Optional<Credentials> viewer,
        List<WebAuthenticator> others,
        boolean openToAll) {
    public static final int DEFAULT_PORT = 8080;

    /** @throws IllegalArgumentException when the address is reachable from elsewhere and nothing guards it */
    public WebOptions {
        others = List.copyOf(others);
        if (!address.isLoopbackAddress() && credentials.isEmpty() && others.isEmpty() && !openToAll) {
            throw new IllegalArgumentException("The dashboard would be open to everybody who reaches "
                    + address.getHostAddress()
                    + "; set DAGRUNR_WEB_USER and DAGRUNR_WEB_PASSWORD, or say explicitly that it may be.");
        }
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("The port " + port + " does not exist; choose 1 to 65535.");
        }
    }

    /** With one user at most, who may do everything. */
    public WebOptions(InetAddress address, int port, Optional<Credentials> credentials, boolean openToAll) {
        this(address, port, credentials, Optional.empty(), List.of(), openToAll);
    }

    public static WebOptions loopback(int port) {
        return new WebOptions(InetAddress.getLoopbackAddress(), port, Optional.empty(), false);
    }

    public WebOptions withCredentials(Credentials allowed) {
        return new WebOptions(address, port, Optional.of(allowed), viewer, others, openToAll);
    }

    /** Who may look, but change nothing. */
    public WebOptions withViewer(Credentials allowed) {
        return new WebOptions(address, port, credentials, Optional.of(allowed), others, openToAll);
    }

    public WebOptions withOthers(List<WebAuthenticator> whoKnowUsers) {
        return new WebOptions(address, port, credentials, viewer, whoKnowUsers, openToAll);
    }

    /** Empty when everybody who reaches the port may use it. */
    Optional<WebAuthenticator> users() {
        var known = new HashMap<Credentials, WebAuthenticator.Role>();
        viewer.ifPresent(user -> known.put(user, WebAuthenticator.Role.VIEWER));
        credentials.ifPresent(user -> known.put(user, WebAuthenticator.Role.OPERATOR));
        return known.isEmpty() && others.isEmpty() ? Optional.empty() : Optional.of(new KnownUsers(known, others));
    }

    /** A user and a password for HTTP Basic. The text form leaves the password out. */
    public record Credentials(String user, String password) {
        public Credentials {
            if (user.isBlank() || user.contains(":") || password.isEmpty()) {
                throw new IllegalArgumentException(
                        "DAGRUNR_WEB_USER and DAGRUNR_WEB_VIEWER_USER must be names without colon, and their passwords must not be"
                                + " empty.");
            }
        }

        @Override
        public String toString() {
            return user;
        }
    }
}
