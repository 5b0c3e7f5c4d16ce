package dev.dagrunr.migration.connection;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGProperty;

/** An option of an address: libpq's name for it, which addresses use, and the driver's. Immutable. */
record DriverOption(@Nullable String driverName) {
    private static final Map<String, String> BY_LIBPQ_NAME = new TreeMap<>(Map.ofEntries(
            Map.entry("application_name", "ApplicationName"),
            Map.entry("channel_binding", "channelBinding"),
            Map.entry("connect_timeout", "connectTimeout"),
            Map.entry("gssencmode", "gssEncMode"),
            Map.entry("options", "options"),
            Map.entry("sslcert", "sslcert"),
            Map.entry("sslkey", "sslkey"),
            Map.entry("sslmode", "sslmode"),
            Map.entry("sslnegotiation", "sslNegotiation"),
            Map.entry("sslpassword", "sslpassword"),
            Map.entry("sslrootcert", "sslrootcert"),
            Map.entry("target_session_attrs", "targetServerType")));

    /** Said of every session already, or by TCP itself: accepted, because old environments carry them. */
    private static final List<String> WITHOUT_EFFECT = List.of(
            "client_encoding",
            "fallback_application_name",
            "keepalives",
            "keepalives_count",
            "keepalives_idle",
            "keepalives_interval");

    private static final Map<String, String> SESSION_ATTRIBUTES = Map.of(
            "any", "any",
            "read-write", "primary",
            "primary", "primary",
            "read-only", "secondary",
            "standby", "secondary",
            "prefer-standby", "preferSecondary");

    /** Null when neither libpq nor the driver knows the name. */
    static @Nullable DriverOption named(String name) {
        if (WITHOUT_EFFECT.contains(name)) {
            return new DriverOption(null);
        }
        var known = BY_LIBPQ_NAME.getOrDefault(name, name);
        return PGProperty.forName(known) == null ? null : new DriverOption(known);
    }

    static List<String> names() {
        return List.copyOf(BY_LIBPQ_NAME.keySet());
    }

    void put(String value, Map<String, String> options) {
        if (driverName != null) {
            options.put(
                    driverName,
                    driverName.equals("targetServerType") ? SESSION_ATTRIBUTES.getOrDefault(value, value) : value);
        }
    }
}
