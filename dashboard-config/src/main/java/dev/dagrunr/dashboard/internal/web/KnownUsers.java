package dev.dagrunr.dashboard.internal.web;

import dev.dagrunr.dashboard.WebAuthenticator;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Users whose passwords are known here, then those that others know. Immutable. */
record KnownUsers(Map<WebOptions.Credentials, WebAuthenticator.Role> users, List<WebAuthenticator> others)
        implements WebAuthenticator {
    KnownUsers {
        users = Map.copyOf(users);
        others = List.copyOf(others);
    }

    @Override
    public Optional<Role> authenticate(String user, String password) {
        Optional<Role> found = Optional.empty();
        // all are compared, whoever it is: how long that takes says nothing about how near a guess was
        for (var known : users.entrySet()) {
            if (Boolean.logicalAnd(
                    same(known.getKey().user(), user), same(known.getKey().password(), password))) {
                found = Optional.of(known.getValue());
            }
        }
        return found.or(() -> others.stream()
                .flatMap(other -> other.authenticate(user, password).stream())
                .findFirst());
    }

    private static boolean same(String one, String other) {
        return MessageDigest.isEqual(one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
    }
}
