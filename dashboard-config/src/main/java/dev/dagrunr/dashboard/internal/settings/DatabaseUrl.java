package dev.dagrunr.dashboard.internal.settings;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * The address of a database, given as {@code postgresql://user:password@host:port/database?parameter=value} or with
 * {@code jdbc:} before it. Neither its text form nor any message of its parser holds the password. Immutable.
 */
public record DatabaseUrl(
        String host,
        int port,
        String database,
        @Nullable String user,
        @Nullable String password,
        Map<String, String> parameters) {
    private static final int DEFAULT_PORT = 5432;
    private static final String EXPECTED = "write it as postgresql://user:password@host:5432/database";

    public DatabaseUrl {
        parameters = Map.copyOf(parameters);
    }

    /**
     * @throws IllegalArgumentException when the text is no such address; the message says what is wrong as the end of a
     *     sentence and never repeats the text
     */
    public static DatabaseUrl parse(String text) {
        var address = uri(text.startsWith("jdbc:") ? text.substring("jdbc:".length()) : text);
        var scheme = address.getScheme();
        if (!"postgresql".equals(scheme) && !"postgres".equals(scheme)) {
            throw new IllegalArgumentException("is not the address of a PostgreSQL database; " + EXPECTED);
        }
        if (address.getHost() == null) {
            throw new IllegalArgumentException("names no host, or one that is not valid; " + EXPECTED);
        }
        var path = address.getRawPath();
        if (path == null || path.length() < 2) {
            throw new IllegalArgumentException("names no database; " + EXPECTED);
        }
        var parameters = parameters(address.getRawQuery());
        var login = login(address.getRawUserInfo());
        var user = parameters.remove("user");
        var password = parameters.remove("password");
        return new DatabaseUrl(
                address.getHost(),
                address.getPort() < 0 ? DEFAULT_PORT : address.getPort(),
                decoded(path.substring(1)),
                login.user() != null ? login.user() : user,
                login.password() != null ? login.password() : password,
                parameters);
    }

    private static URI uri(String text) {
        try {
            return new URI(text.strip());
        } catch (URISyntaxException e) {
            // The exception's own message repeats the text, and the password with it.
            throw new IllegalArgumentException("cannot be read at character " + e.getIndex()
                    + "; write special characters of the password as %XX and " + EXPECTED);
        }
    }

    private record Login(@Nullable String user, @Nullable String password) {}

    private static Login login(@Nullable String userInfo) {
        if (userInfo == null) {
            return new Login(null, null);
        }
        var colon = userInfo.indexOf(':');
        return colon < 0
                ? new Login(decoded(userInfo), null)
                : new Login(decoded(userInfo.substring(0, colon)), decoded(userInfo.substring(colon + 1)));
    }

    private static Map<String, String> parameters(@Nullable String query) {
        var parameters = new LinkedHashMap<String, String>();
        if (query != null) {
            for (var pair : query.split("&")) {
                var equals = pair.indexOf('=');
                if (equals <= 0) {
                    throw new IllegalArgumentException("has a parameter without a value; " + EXPECTED + "?name=value");
                }
                parameters.put(decoded(pair.substring(0, equals)), decoded(pair.substring(equals + 1)));
            }
        }
        return parameters;
    }

    private static String decoded(String text) {
        // In an address a plus sign is one, unlike in a form.
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    /** A new connection each time it is asked for; nothing is pooled. */
    public PGSimpleDataSource dataSource() {
        var source = new PGSimpleDataSource();
        source.setUrl(jdbcUrl());
        if (user != null) {
            source.setUser(user);
        }
        if (password != null) {
            source.setPassword(password);
        }
        if (!parameters.containsKey("ApplicationName")) {
            source.setApplicationName("dagrunr");
        }
        return source;
    }

    /** Without user and password. */
    public String jdbcUrl() {
        var query = parameters.entrySet().stream()
                .map(parameter -> encoded(parameter.getKey()) + "=" + encoded(parameter.getValue()))
                .sorted()
                .collect(Collectors.joining("&"));
        return "jdbc:postgresql://" + host + ":" + port + "/" + encoded(database)
                + (query.isEmpty() ? "" : "?" + query);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** For people: who, where and what, without password and parameters. */
    @Override
    public String toString() {
        return "postgresql://" + (user == null ? "" : user + "@") + host + ":" + port + "/" + database;
    }
}
