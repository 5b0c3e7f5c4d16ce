package dev.dagrunr.migration.connection;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Where a named connection leads and how it signs in. Immutable; its {@code toString} shows no credentials.
 *
 * @param hosts at least one; tried in order
 * @param options further properties by the names of the driver
 */
record Address(
        List<Host> hosts,
        String database,
        @Nullable String user,
        @Nullable String password,
        Map<String, String> options) {

    static final int DEFAULT_PORT = 5432;

    Address {
        hosts = List.copyOf(hosts);
        options = Map.copyOf(options);
    }

    /** A server's name or number, IPv6 without brackets. */
    record Host(String name, int port) {
        @Override
        public String toString() {
            return (name.indexOf(':') >= 0 ? "[" + name + "]" : name) + ":" + port;
        }
    }

    /** The driver's address of hosts and database only, so that it may be quoted in an error. */
    String url() {
        return "jdbc:postgresql://" + hostList() + "/"
                + URLEncoder.encode(database, StandardCharsets.UTF_8).replace("+", "%20");
    }

    Properties properties() {
        var properties = new Properties();
        properties.setProperty("ApplicationName", "dagrunr");
        properties.setProperty("tcpKeepAlive", "true");
        properties.setProperty("connectTimeout", "10");
        properties.setProperty("loginTimeout", "20");
        options.forEach(properties::setProperty);
        if (user != null) {
            properties.setProperty("user", user);
        }
        if (password != null) {
            properties.setProperty("password", password);
        }
        return properties;
    }

    private String hostList() {
        return hosts.stream().map(Host::toString).collect(Collectors.joining(","));
    }

    /** For people: {@code host:5432/database}. */
    @Override
    public String toString() {
        return hostList() + "/" + database;
    }
}
