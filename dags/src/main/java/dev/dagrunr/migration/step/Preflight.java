package dev.dagrunr.migration.step;

import dev.dagrunr.dag.TaskFailedException;
import dev.dagrunr.migration.connection.CancelWatch;
import dev.dagrunr.migration.connection.Connections;
import dev.dagrunr.migration.connection.SessionSettings;
import dev.dagrunr.migration.ddl.DdlExecutor;
import dev.dagrunr.migration.ddl.OtherKinds;
import dev.dagrunr.migration.ddl.ServerIdentity;
import dev.dagrunr.migration.ddl.TargetExtensions;
import dev.dagrunr.migration.ddl.TargetTable;
import dev.dagrunr.migration.ddl.TargetTables;
import dev.dagrunr.migration.ddl.TargetTypes;
import dev.dagrunr.migration.ddl.TargetVersion;
import dev.dagrunr.migration.schema.SourceSchema;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What must be true before a migration changes anything; all that is not is said at once. Reads only. */
final class Preflight {
    private static final SessionSettings READING = SessionSettings.reading("dagrunr preflight");

    private final Connections connections;
    private final Plan plan;
    private final String run;

    /** @param run as the target knows it */
    Preflight(Connections connections, Plan plan, String run) {
        this.connections = connections;
        this.plan = plan;
        this.run = run;
    }

    void check(SourceSchema schema) throws SQLException {
        var params = plan.params();
        if (schema.tables().isEmpty() && schema.unsupportedTables().isEmpty()) {
            throw new TaskFailedException(
                    Plan.nothingSelected("migrate", schema.schemas(), params.includeTables(), params.excludeTables()));
        }
        try (var watch = new CancelWatch(connections, "preflight")) {
            var source = watch.open(params.sourceConnId(), READING);
            var target = watch.open(params.targetConnId(), READING);
            boolean oneDatabase = ServerIdentity.read(source).sameDatabaseAs(ServerIdentity.read(target));
            var shared = schema.schemas().stream()
                    .filter(name -> schema.schemas().contains(plan.mapping().target(name)))
                    .toList();
            if (oneDatabase && !shared.isEmpty()) {
                throw new TaskFailedException(
                        ("Source '%s' and target '%s' are the same database, %s, and schema %s would be"
                                        + " migrated onto itself; name another target_conn_id or target_schema")
                                .formatted(
                                        params.sourceConnId(),
                                        params.targetConnId(),
                                        connections.describe(params.targetConnId()),
                                        String.join(", ", shared)));
            }
            var tables = new TargetTables(plan.ddl(schema), DdlExecutor.create()).inspect(target, schema.tables());
            var problems = problems(tables);
            if (params.keepExistingTables()) {
                problems.addAll(KeptTables.read(target).problems(tables, run));
                problems.addAll(PresentObjects.problems(
                        target,
                        schema,
                        plan.mapping(),
                        tables.stream()
                                .filter(table -> !table.differences().isEmpty())
                                .map(table -> "table " + table.target())
                                .collect(Collectors.toSet())));
            }
            problems.addAll(OtherKinds.problems(target, schema, plan.ddl(schema)));
            problems.addAll(MissingRoles.problems(source, TargetRoles.read(target), schema));
            problems.addAll(missingTablespaces(target, schema));
            if (params.largeObjects() && !params.dropExistingTables()) {
                problems.addAll(LargeObjects.conflicts(source, target));
            }
            problems.addAll(TargetVersion.problems(schema, plan.ddl(schema), version(target), !params.noAcl()));
            problems.addAll(TargetExtensions.problems(target, schema.extensions()));
            problems.addAll(new TargetTypes(plan.ddl(schema)).conflicts(target, schema.types()));
            if (!problems.isEmpty()) {
                throw new TaskFailedException(String.join("; ", problems));
            }
        }
    }

    private static int version(Connection target) throws SQLException {
        return target.getMetaData().getDatabaseMajorVersion() * 10_000;
    }

    private List<String> problems(List<TargetTable> tables) {
        var problems = new ArrayList<String>();
        var params = plan.params();
        if (params.dropExistingTables()) {
            return problems;
        }
        var filled = tables.stream()
                .filter(TargetTable::hasRows)
                .map(TargetTable::target)
                .toList();
        if (!filled.isEmpty() && !params.truncateExistingTables() && !params.keepExistingTables()) {
            problems.add(
                    "The target has rows in %s already; set drop_existing_tables or truncate_existing_tables to true to replace them"
                            .formatted(
                                    names(filled.stream().map(Object::toString).toList())));
        }
        for (var table : tables) {
            table.differences()
                    .forEach(difference -> problems.add(
                            "Table %s of the target cannot be kept: it %s; set".formatted(table.target(), difference)
                                    + " drop_existing_tables to true to create it anew"));
        }
        return problems;
    }

    private static List<String> missingTablespaces(Connection target, SourceSchema schema) throws SQLException {
        var missing = new TreeSet<String>();
        schema.placements().forEach(placement -> missing.add(placement.tablespace()));
        try (var statement = target.createStatement();
                var rows = statement.executeQuery("select spcname from pg_catalog.pg_tablespace")) {
            while (rows.next()) {
                missing.remove(rows.getString(1));
            }
        }
        return missing.stream()
                .map(tablespace -> "The target's server has no tablespace " + tablespace
                        + "; create it there, or leave out tablespaces")
                .toList();
    }

    private static String names(List<String> tables) {
        var shown = String.join(", ", tables.subList(0, Math.min(5, tables.size())));
        return tables.size() > 5 ? shown + " and " + (tables.size() - 5) + " more tables" : shown;
    }
}
