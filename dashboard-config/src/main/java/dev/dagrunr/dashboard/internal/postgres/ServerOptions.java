package dev.dagrunr.dashboard.internal.postgres;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The configuration parameters of one embedded server. The defaults suit a small machine that also runs the app: 128 MB
 * of shared buffers, 100 connections. Immutable.
 */
public record ServerOptions(Map<String, String> parameters) {
    private static final Set<String> FIXED = Set.of(
            "fsync",
            "full_page_writes",
            "hba_file",
            "ident_file",
            "data_directory",
            "listen_addresses",
            "password_encryption",
            "port",
            "unix_socket_directories");

    /**
     * @throws IllegalArgumentException when one of the parameters is not the caller's to choose: durability, address and
     *     authentication are fixed
     */
    public ServerOptions {
        for (var entry : parameters.entrySet()) {
            if (FIXED.contains(entry.getKey())) {
                throw new IllegalArgumentException(
                        "The parameter " + entry.getKey() + " of an embedded server is fixed; leave it out.");
            }
            if (!entry.getKey().matches("[a-z_.]+") || entry.getValue().contains("\n")) {
                throw new IllegalArgumentException(
                        "'" + entry.getKey() + "' is not a parameter of PostgreSQL or its value spans lines.");
            }
        }
        parameters = Map.copyOf(parameters);
    }

    /** For a server that holds little and is asked often, such as the metadata database. */
    public static ServerOptions defaults() {
        return new ServerOptions(Map.ofEntries(
                Map.entry("max_connections", "100"),
                Map.entry("shared_buffers", "128MB"),
                Map.entry("max_wal_size", "1GB"),
                Map.entry("checkpoint_timeout", "15min"),
                Map.entry("max_wal_senders", "0"),
                Map.entry("wal_level", "minimal"),
                Map.entry("jit", "off"),
                Map.entry("timezone", "UTC"),
                Map.entry("log_timezone", "UTC"),
                Map.entry("log_line_prefix", "%m [%p] %u@%d "),
                Map.entry("lc_messages", "C")));
    }

    /** For a server into or out of which millions of rows are moved: more memory for indexes, fewer checkpoints. */
    public static ServerOptions forBulkData() {
        return defaults()
                .with("shared_buffers", "256MB")
                .with("maintenance_work_mem", "256MB")
                .with("max_wal_size", "4GB")
                .with("checkpoint_timeout", "30min")
                .with("autovacuum_max_workers", "1");
    }

    public ServerOptions with(String parameter, String value) {
        var changed = new TreeMap<>(parameters);
        changed.put(parameter, value);
        return new ServerOptions(changed);
    }

    /** The text of the configuration file, complete with what is fixed. */
    String asConfigurationFile(int port) {
        var lines = new TreeMap<>(parameters);
        lines.put("fsync", "on");
        lines.put("full_page_writes", "on");
        lines.put("listen_addresses", "127.0.0.1");
        lines.put("password_encryption", "scram-sha-256");
        lines.put("port", Integer.toString(port));
        lines.put("unix_socket_directories", "");
        var text = new StringBuilder("# Written anew at each start of the server.\n");
        lines.forEach((parameter, value) -> text.append(parameter)
                .append(" = '")
                .append(value.replace("'", "''"))
                .append("'\n"));
        return text.toString();
    }
}
