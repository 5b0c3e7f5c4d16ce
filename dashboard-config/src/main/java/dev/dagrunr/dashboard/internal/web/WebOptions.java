package dev.dagrunr.dashboard.internal.web;

import java.net.InetAddress;
import java.util.Optional;

/**
 * Where the dashboard listens and who may use it. Without credentials it listens on the loopback interface only, unless
 * {@code openToAll} says that somebody else guards the port, such as a reverse proxy. Port 0 takes a free one. Immutable.
 *
 * @throws IllegalArgumentException when the address is reachable from elsewhere and nothing guards it
 */
public record WebOptions(InetAddress address, int port, Optional<Credentials> credentials, boolean openToAll) {
    public static final int DEFAULT_PORT = 8080;

    public WebOptions {
        if (!address.isLoopbackAddress() && credentials.isEmpty() && !openToAll) {
            throw new IllegalArgumentException("The dashboard would be open to everybody who reaches "
                    + address.getHostAddress()
                    + "; set DAGRUNR_WEB_USER and DAGRUNR_WEB_PASSWORD, or say explicitly that it may be.");
        }
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("The port " + port + " does not exist; choose 1 to 65535.");
        }
    }

    public static WebOptions loopback(int port) {
        return new WebOptions(InetAddress.getLoopbackAddress(), port, Optional.empty(), false);
    }

    public WebOptions withCredentials(Credentials allowed) {
        return new WebOptions(address, port, Optional.of(allowed), openToAll);
    }

    /** A user and a password for HTTP Basic. The text form leaves the password out. */
    public record Credentials(String user, String password) {
        public Credentials {
            if (user.isBlank() || user.contains(":") || password.isEmpty()) {
                throw new IllegalArgumentException(
                        "DAGRUNR_WEB_USER must be a name without colon and DAGRUNR_WEB_PASSWORD must not be empty.");
            }
        }

        @Override
        public String toString() {
            return user;
        }
    }
}
