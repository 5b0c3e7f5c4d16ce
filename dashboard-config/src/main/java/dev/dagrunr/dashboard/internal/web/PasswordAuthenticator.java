package dev.dagrunr.dashboard.internal.web;

import com.sun.net.httpserver.BasicAuthenticator;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/** HTTP Basic for one user; how long it takes to refuse says nothing about how near the guess was. */
final class PasswordAuthenticator extends BasicAuthenticator {
    private final byte[] user;
    private final byte[] password;

    PasswordAuthenticator(WebOptions.Credentials allowed) {
        super("DagRunr", StandardCharsets.UTF_8);
        user = allowed.user().getBytes(StandardCharsets.UTF_8);
        password = allowed.password().getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public boolean checkCredentials(String givenUser, String givenPassword) {
        var rightUser = MessageDigest.isEqual(user, givenUser.getBytes(StandardCharsets.UTF_8));
        var rightPassword = MessageDigest.isEqual(password, givenPassword.getBytes(StandardCharsets.UTF_8));
        return Boolean.logicalAnd(rightUser, rightPassword);
    }
}
