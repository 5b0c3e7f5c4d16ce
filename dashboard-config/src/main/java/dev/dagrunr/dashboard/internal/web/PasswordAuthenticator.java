package dev.dagrunr.dashboard.internal.web;

import com.sun.net.httpserver.BasicAuthenticator;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpPrincipal;
import dev.dagrunr.dashboard.WebAuthenticator;
import dev.dagrunr.dashboard.WebAuthenticator.Role;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** HTTP Basic by whoever knows the users. Thread-safe. */
final class PasswordAuthenticator extends BasicAuthenticator {
    private static final Logger log = LoggerFactory.getLogger(PasswordAuthenticator.class);
    private static final String REALM = "DagRunr";

    /** Who somebody is, with what he may do. */
    static final class User extends HttpPrincipal {
        private final Role role;

        User(String name, Role role) {
            super(name, REALM);
            this.role = role;
        }

        Role role() {
            return role;
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof User user && super.equals(user) && role == user.role;
        }

        @Override
        public int hashCode() {
            return super.hashCode();
        }
    }

    private final WebAuthenticator users;
    /** From the check to the end of {@link #authenticate}, on one thread. */
    private final ThreadLocal<@Nullable Role> found = new ThreadLocal<>();

    PasswordAuthenticator(WebAuthenticator users) {
        super(REALM, StandardCharsets.UTF_8);
        this.users = users;
    }

    @Override
    public Result authenticate(HttpExchange exchange) {
        try {
            var result = super.authenticate(exchange);
            var role = found.get();
            return result instanceof Success success && role != null
                    ? new Success(new User(success.getPrincipal().getUsername(), role))
                    : result;
        } finally {
            found.remove();
        }
    }

    @Override
    public boolean checkCredentials(String user, String password) {
        try {
            Optional<Role> role = users.authenticate(user, password);
            role.ifPresent(found::set);
            return role.isPresent();
        } catch (RuntimeException e) {
            log.warn("The authenticator failed for user {}", user, e);
            return false;
        }
    }
}
