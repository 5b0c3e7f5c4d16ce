package dev.dagrunr.dashboard.internal.cli;

import java.util.Map;
import java.util.stream.Stream;
import picocli.CommandLine;

/** What {@code --help} of each command shows as examples: lines that can be typed as they are, but for names. */
final class UsageExamples {
    private static final String DAG = "postgres_to_postgres_migration";

    private static final Map<String, String> BY_COMMAND = Map.ofEntries(
            Map.entry("demo", "--rows 200000 --keep"),
            Map.entry("standalone", "--port 8081"),
            Map.entry("worker", ""),
            Map.entry("dags", "list"),
            Map.entry("dags list", "-o json"),
            Map.entry("dags show", DAG),
            Map.entry("dags list-runs", DAG + " --limit 3"),
            Map.entry("dags state", DAG + " --run-id nightly"),
            Map.entry("dags pause", DAG),
            Map.entry("dags unpause", DAG),
            Map.entry("dags backfill", "nightly_load --from 2026-01-01 --to 2026-01-31 --dry-run"),
            Map.entry("dags trigger", DAG + " --conf '{\"source_schema\": \"public\"}' --wait"),
            Map.entry("dags test", "validate_migration_env"),
            Map.entry("tasks", "list " + DAG),
            Map.entry("tasks list", DAG),
            Map.entry("tasks states-for-dag-run", DAG + " nightly -o plain"),
            Map.entry("tasks logs", DAG + " transfer_table --run-id nightly --map-index 0"),
            Map.entry("tasks state", DAG + " create_tables --run-id nightly"),
            Map.entry("tasks failed-deps", DAG + " create_indexes --run-id nightly --map-index 0"),
            Map.entry("tasks set-retries", DAG + " create_tables 5 --run-id nightly"),
            Map.entry("tasks clear", DAG + " --run-id nightly --only-failed --downstream --dry-run"),
            Map.entry("tasks mark", DAG + " --run-id nightly --task-id analyze_tables --state success --yes"),
            Map.entry("tasks test", "validate_migration_env list_tables"),
            Map.entry("runs", "stop " + DAG + " --run-id nightly"),
            Map.entry("runs stop", DAG + " --run-id nightly"),
            Map.entry("runs mark", DAG + " --run-id nightly --state failed --yes"),
            Map.entry("runs rerun", DAG + " --run-id nightly"),
            Map.entry("pools", "list"),
            Map.entry("pools list", "-o yaml"),
            Map.entry("pools set", "source_reads 4"),
            Map.entry("pools delete", "source_reads"),
            Map.entry("validate", "--conf '{\"validation_mode\": \"checksum\"}'"),
            Map.entry("diff", "--source postgres_source --target postgres_target --schema public"),
            Map.entry("plan", "--source postgres_source --schema public --rate 80"),
            Map.entry("connections", "test"),
            Map.entry("connections list", "-o plain"),
            Map.entry("connections test", "postgres_source"),
            Map.entry("sample-data", "postgres_source --rows 100000"),
            Map.entry("db", "check"),
            Map.entry("db check", ""),
            Map.entry("db migrate", ""),
            Map.entry("db clean", "--before 2026-01-31 --dry-run"),
            Map.entry("nodes", "-o json"));

    private UsageExamples() {}

    /** Adds one to the help of each command that brings none of its own. */
    static CommandLine addTo(CommandLine root) {
        root.getSubcommands().forEach((name, command) -> add(name, command));
        return root;
    }

    private static void add(String path, CommandLine command) {
        var arguments = BY_COMMAND.get(path);
        if (arguments != null) {
            var line = "  " + ("./dagrunr " + path + " " + arguments).strip();
            command.getCommandSpec()
                    .usageMessage()
                    .footer(Stream.of("", "Example:", line)
                            .map(each -> each.replace("%", "%%"))
                            .toArray(String[]::new));
        }
        command.getSubcommands().forEach((name, sub) -> add(path + " " + name, sub));
    }
}
