package dev.dagrunr.dashboard.internal.web;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;

/**
 * Proves that a form comes from a page of ours: a random token in a cookie that other sites' requests do not carry, and
 * again in the form, where other sites cannot write it. Needs no memory, so any process may answer. Thread-safe.
 */
public final class Csrf {
    /** The field of each form. */
    public static final String FIELD = "csrf";

    private static final String COOKIE = "dagrunr-csrf";
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int TOKEN_LENGTH = 32;

    private Csrf() {}

    /** The browser's token, or a new one: for one request always the same. */
    public static String token(Request request) {
        return request.cookie(COOKIE).filter(Csrf::looksLikeToken).orElse(request.freshToken());
    }

    private static boolean looksLikeToken(String token) {
        return token.length() == TOKEN_LENGTH && token.matches("[A-Za-z0-9_-]+");
    }

    static String newToken() {
        var bytes = new byte[TOKEN_LENGTH * 3 / 4];
        RANDOM.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** To be sent with each page that has a form. */
    public static Response remember(Response page, String token) {
        return page.with("Set-Cookie", COOKIE + "=" + token + "; Path=/dagrunr; HttpOnly; SameSite=Strict");
    }

    /** @throws ForbiddenException when the form does not carry the browser's token */
    public static void check(Request request) {
        var expected = request.cookie(COOKIE).filter(Csrf::looksLikeToken).orElse("");
        var given = request.form(FIELD).orElse("");
        if (expected.isEmpty()
                || !MessageDigest.isEqual(
                        expected.getBytes(StandardCharsets.UTF_8), given.getBytes(StandardCharsets.UTF_8))) {
            throw new ForbiddenException(
                    "This form was not sent from a page of this server, or the browser keeps no cookies;"
                            + " load the page again and repeat.");
        }
    }
}
