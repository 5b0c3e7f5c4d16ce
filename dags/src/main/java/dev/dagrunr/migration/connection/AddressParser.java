package dev.dagrunr.migration.connection;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads what an environment variable says about a connection, in either of the forms that Airflow knows. Whatever is wrong
 * with it, the value is never quoted: it may hold a password in an unexpected place.
 */
final class AddressParser {
    private static final ObjectMapper JSON = new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private final String connectionId;
    private final String variable;

    AddressParser(String connectionId, String variable) {
        this.connectionId = connectionId;
        this.variable = variable;
    }

    Address parse(String value) {
        var trimmed = value.strip();
        return trimmed.startsWith("{") ? fromJson(trimmed) : fromUri(trimmed);
    }

    private Address fromUri(String uri) {
        var scheme = uri.indexOf("://");
        if (scheme < 0 || !isPostgres(uri.substring(0, scheme))) {
            throw wrong("does not begin with postgresql://");
        }
        var rest = uri.substring(scheme + 3);
        // libpq takes the last @ before the path for the end of the credentials; so an unescaped @ in a password works.
        var question = rest.indexOf('?');
        var beforeOptions = question < 0 ? rest : rest.substring(0, question);
        var slash = beforeOptions.indexOf('/', Math.max(0, beforeOptions.lastIndexOf('@')));
        var authority = slash < 0 ? beforeOptions : beforeOptions.substring(0, slash);
        var database = slash < 0 ? "" : decode(beforeOptions.substring(slash + 1));
        var at = authority.lastIndexOf('@');

        var parts = new Parts();
        if (at >= 0) {
            var credentials = authority.substring(0, at);
            var colon = credentials.indexOf(':');
            parts.user = decode(colon < 0 ? credentials : credentials.substring(0, colon));
            parts.password = colon < 0 ? null : decode(credentials.substring(colon + 1));
        }
        parts.hosts = authority.substring(at + 1);
        parts.database = database;
        if (question >= 0) {
            readOptions(rest.substring(question + 1), parts);
        }
        return parts.address();
    }

    private void readOptions(String query, Parts parts) {
        for (var option : query.split("&")) {
            if (option.isEmpty()) {
                continue;
            }
            var equals = option.indexOf('=');
            if (equals < 0) {
                throw wrong("has an option without a value");
            }
            var name = decode(option.substring(0, equals));
            var value = decode(option.substring(equals + 1));
            if (name.equals("__extra__")) {
                readExtra(json(value), parts);
            } else {
                parts.option(name, value);
            }
        }
    }

    private Address fromJson(String text) {
        var node = json(text);
        var type = text(node, "conn_type");
        if (type != null && !isPostgres(type)) {
            throw wrong("has a conn_type other than postgres");
        }
        var parts = new Parts();
        parts.hosts = orEmpty(text(node, "host"));
        parts.port = text(node, "port");
        parts.user = text(node, "login");
        parts.password = text(node, "password");
        parts.database = orEmpty(text(node, "schema"));
        var extra = node.get("extra");
        if (extra != null && extra.isTextual()) {
            extra = extra.textValue().isBlank() ? null : json(extra.textValue());
        }
        if (extra != null && !extra.isNull()) {
            readExtra(extra, parts);
        }
        return parts.address();
    }

    private void readExtra(JsonNode extra, Parts parts) {
        if (!extra.isObject()) {
            throw wrong("has an extra that is not a JSON object");
        }
        for (var field : extra.properties()) {
            // Airflow's hook takes this one for itself: the class of its Python cursor.
            if (!field.getKey().equals("cursor") && !field.getValue().isNull()) {
                parts.option(field.getKey(), field.getValue().asText());
            }
        }
    }

    private JsonNode json(String text) {
        try {
            var node = JSON.readTree(text);
            if (!node.isObject()) {
                throw wrong("is not a JSON object");
            }
            return node;
        } catch (JsonProcessingException e) {
            // The parser's own message quotes what it read.
            var place = e.getLocation();
            throw wrong(
                    place == null
                            ? "is not valid JSON"
                            : "is not valid JSON at line " + place.getLineNr() + ", column " + place.getColumnNr());
        }
    }

    private @Nullable String text(JsonNode node, String field) {
        var value = node.get(field);
        if (value == null || value.isNull()) {
            return null;
        }
        if (!value.isValueNode()) {
            throw wrong("has a " + field + " that is neither text nor a number");
        }
        return value.asText();
    }

    private String decode(String text) {
        if (text.indexOf('%') < 0) {
            return text;
        }
        try {
            // In an address, unlike in a form, a plus is a plus.
            return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw wrong("has a % that is not followed by two hexadecimal digits; write %25 for a percent sign");
        }
    }

    private static boolean isPostgres(String scheme) {
        return scheme.equals("postgresql") || scheme.equals("postgres");
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }

    private ConnectionException wrong(String what) {
        return new ConnectionException(
                connectionId,
                "Connection '" + connectionId + "' cannot be read: the value of " + variable + " " + what + ".",
                null);
    }

    /** What has been read so far; options may still override it. */
    private final class Parts {
        private String hosts = "";
        private @Nullable String port;
        private @Nullable String user;
        private @Nullable String password;
        private String database = "";
        private final Map<String, String> options = new LinkedHashMap<>();

        void option(String name, String value) {
            switch (name) {
                case "host" -> hosts = value;
                case "port" -> port = value;
                case "user" -> user = value;
                case "password" -> password = value;
                case "dbname" -> database = value;
                default -> {
                    var known = DriverOption.named(name);
                    if (known == null) {
                        throw wrong("has an option that is not known; known are "
                                + String.join(", ", DriverOption.names())
                                + " and the properties of the PostgreSQL JDBC driver");
                    }
                    known.put(value, options);
                }
            }
        }

        Address address() {
            var name = database.isEmpty() && user != null ? user : database;
            if (name.isEmpty()) {
                throw wrong("names no database");
            }
            return new Address(hosts(), name, user, password, options);
        }

        private List<Address.Host> hosts() {
            var list = new ArrayList<Address.Host>();
            for (var entry : hosts.split(",")) {
                list.add(host(entry));
            }
            return list;
        }

        private Address.Host host(String entry) {
            if (entry.startsWith("/") || entry.startsWith("%2F") || entry.startsWith("@")) {
                throw wrong("names a Unix socket; only TCP connections are supported");
            }
            var bracket = entry.lastIndexOf(']');
            var colon = entry.indexOf(':', bracket + 1);
            var name = decode(colon < 0 ? entry : entry.substring(0, colon));
            if (name.startsWith("[") && name.endsWith("]")) {
                name = name.substring(1, name.length() - 1);
            }
            if (!name.isEmpty() && !name.matches("[A-Za-z0-9._:%-]+")) {
                throw wrong("names a host with a character that host names do not have; "
                        + "percent-encode special characters of the password");
            }
            return new Address.Host(
                    name.isEmpty() ? "localhost" : name, port(colon < 0 ? port : entry.substring(colon + 1)));
        }

        private int port(@Nullable String text) {
            if (text == null || text.isEmpty()) {
                return Address.DEFAULT_PORT;
            }
            if (text.matches("\\d{1,5}")) {
                var number = Integer.parseInt(text);
                if (number >= 1 && number <= 65_535) {
                    return number;
                }
            }
            throw wrong("has a port that is not a number from 1 to 65535");
        }
    }
}
