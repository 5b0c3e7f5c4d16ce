package dev.dagrunr.migration;

import static dev.dagrunr.dag.TriggerRule.ALL_DONE;

import dev.dagrunr.dag.Dag;
import dev.dagrunr.dag.RetryPolicy;
import dev.dagrunr.migration.connection.Connections;
import dev.dagrunr.migration.step.ComparedTables;
import dev.dagrunr.migration.step.ValidationSteps;
import dev.dagrunr.migration.transform.Transformers;
import dev.dagrunr.migration.validation.TableComparison;
import dev.dagrunr.migration.validation.ValidationReport;
import java.time.Duration;

/** {@code validate_migration_env}: compares each table of the source with its counterpart on the target, and what defines them. */
public final class ValidationDag {
    public static final String ID = "validate_migration_env";

    private ValidationDag() {}

    /**
     * @param defaults the parameters of a run whose conf leaves them out
     * @param transformers of the migration: what they change is not compared
     */
    public static Dag<ValidationParams> create(
            Connections connections, ValidationParams defaults, Transformers transformers) {
        var steps = new ValidationSteps(connections, transformers);
        var dag = Dag.named(ID, ValidationParams.class)
                .description("Compares the tables of two PostgreSQL databases, by counts, samples or checksums")
                .defaults(defaults)
                .retries(RetryPolicy.exponential(3, Duration.ofSeconds(3)));

        var tables = dag.task("list_tables").runsList(ComparedTables.class, steps::listTables);
        var compared = dag.task("compare_table")
                .expand(tables)
                .labels(ComparedTables::label)
                .runsList(TableComparison.class, steps::compareTable);
        var structure = dag.task("compare_structure").runsList(String.class, steps::compareStructure);
        var report = dag.task("report_validation")
                .reads(tables.outcome(), compared.outcomes(), structure.outcome())
                .when(ALL_DONE)
                .runs(ValidationReport.class, ValidationSteps::reportValidation);
        // the report is there whatever was found; this leaf makes the run fail when tables differ
        dag.task("confirm_validation")
                .retries(RetryPolicy.none())
                .reads(report)
                .runs(String.class, ValidationSteps::confirmValidation);
        return dag.build();
    }
}
