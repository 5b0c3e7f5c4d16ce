package dev.dagrunr.dashboard;

import java.util.Optional;

/**
 * Decides who may use the pages and the REST API. The app asks every implementation that {@link java.util.ServiceLoader} finds,
 * after the users that its environment names; the first that knows the user decides. Put a jar into the folder
 * that {@code DAGRUNR_EXTENSIONS} names, with the name of your class, which has a constructor without arguments, in {@code
 * META-INF/services/dev.dagrunr.dashboard.WebAuthenticator}. Thread-safe.
 */
@FunctionalInterface
public interface WebAuthenticator {
    /** What somebody may do. */
    enum Role {
        /** Looks at everything and changes nothing. */
        VIEWER,
        /** May also trigger, clear, mark, stop, pause and change pools. */
        OPERATOR
    }

    /**
     * The role of who gave this name and this password by HTTP Basic; empty for nobody's. Is asked at every request, so remember
     * what takes long. What it throws is answered as a refusal and logged.
     */
    Optional<Role> authenticate(String user, String password);
}
