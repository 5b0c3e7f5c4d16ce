package dev.dagrunr.e2e;

import dev.dagrunr.dashboard.WebAuthenticator;
import java.util.Optional;

/** What a user of the app may put into a jar of his own: lets one guest look. */
public final class GuestAuthenticator implements WebAuthenticator {
    @Override
    public Optional<Role> authenticate(String user, String password) {
        return user.equals("guest") && password.equals("of-the-jar") ? Optional.of(Role.VIEWER) : Optional.empty();
    }
}
