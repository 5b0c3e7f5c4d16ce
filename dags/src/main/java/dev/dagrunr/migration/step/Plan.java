package dev.dagrunr.migration.step;

import dev.dagrunr.migration.MaterializedViews;
import dev.dagrunr.migration.MigrationParams;
import dev.dagrunr.migration.ddl.SchemaMapping;
import dev.dagrunr.migration.ddl.TargetDdl;
import dev.dagrunr.migration.schema.Column;
import dev.dagrunr.migration.schema.ObjectName;
import dev.dagrunr.migration.schema.SchemaObject;
import dev.dagrunr.migration.schema.Selection;
import dev.dagrunr.migration.schema.SourceSchema;
import dev.dagrunr.migration.schema.Table;
import dev.dagrunr.migration.schema.UncarriedObject;
import dev.dagrunr.migration.transfer.PartitionPolicy;
import dev.dagrunr.migration.transfer.Reading;
import dev.dagrunr.migration.transfer.TableAddress;
import dev.dagrunr.migration.transfer.TableLoad;
import java.util.HashMap;
import java.util.List;

/** What the parameters of a migration mean for names and tables. Pure. */
record Plan(MigrationParams params) {

    Selection selection() {
        return selection(
                params.sourceSchema(), params.includeTables(), params.excludeTables(), params.materializedViews());
    }

    static Selection selection(
            List<String> schemas, List<String> include, List<String> exclude, MaterializedViews views) {
        var selection = new Selection(schemas, include, exclude);
        return views == MaterializedViews.COPY ? selection.withFilledViewsAsTables() : selection;
    }

    /** Without what the parameters leave out. */
    SourceSchema wanted(SourceSchema schema) {
        return schema.only(
                this::isWanted,
                params.tablespaces(),
                object -> !params.largeObjects() || !object.kind().equals(UncarriedObject.LARGE_OBJECTS));
    }

    boolean isWanted(SchemaObject object) {
        return switch (object.repeat()) {
            case OWNS -> !params.noOwner() && isWanted(object.type());
            case GRANTS -> !params.noAcl();
            case FILLS -> params.materializedViews() == MaterializedViews.REFRESH;
            case CREATES, SETS, ADDS -> isWanted(object.type());
        };
    }

    // also what is said about one
    private boolean isWanted(String type) {
        return !(params.noPublications() && type.endsWith("publication"));
    }

    SchemaMapping mapping() {
        return mapping(params.sourceSchema(), params.targetSchema());
    }

    /** What to say when globs and schemas leave no table, with all that decides it. */
    static String nothingSelected(String verb, List<String> schemas, List<String> include, List<String> exclude) {
        return "No table to " + verb + ": schema " + String.join(", ", schemas) + " of the source has none"
                + (include.isEmpty() ? "" : " that matches include_tables " + include)
                + (include.isEmpty() || exclude.isEmpty() ? "" : " and")
                + (exclude.isEmpty() ? "" : " that exclude_tables " + exclude + " leaves")
                + "; check source_schema, include_tables and exclude_tables";
    }

    static SchemaMapping mapping(List<String> source, List<String> target) {
        if (target.equals(List.of("*"))) {
            return SchemaMapping.same();
        }
        var targets = new HashMap<String, String>();
        for (int i = 0; i < source.size(); i++) {
            targets.put(source.get(i), target.get(i));
        }
        return new SchemaMapping(targets);
    }

    TargetDdl ddl(SourceSchema schema) {
        return new TargetDdl(mapping(), schema.extensions(), schema.placements());
    }

    TableLoad load(Table table, ObjectName target) {
        var key = table.primaryKey();
        return new TableLoad(
                address(params.sourceConnId(), table.name()),
                address(params.targetConnId(), target),
                table.writtenColumns().stream().map(Column::name).toList(),
                key == null || key.temporal() ? List.of() : key.columns(),
                table.size().estimatedRows(),
                table.size().bytes(),
                reading().withWhere(new RowFilters(params.rowFilters()).of(table.name())));
    }

    /** A table that is not moved: only its name counts. */
    TableLoad noLoad(ObjectName source, ObjectName target) {
        return new TableLoad(
                address(params.sourceConnId(), source),
                address(params.targetConnId(), target),
                List.of(),
                List.of(),
                0,
                0,
                Reading.DEFAULT);
    }

    private Reading reading() {
        return new Reading(params.partitionStrategy(), params.chunkSize(), params.consistentSnapshot(), null);
    }

    PartitionPolicy partitions() {
        return new PartitionPolicy(
                params.partitionThreshold(), params.partitionThresholdMb() << 20, params.maxPartitions());
    }

    private static TableAddress address(String connectionId, ObjectName name) {
        return new TableAddress(connectionId, name.schema(), name.name());
    }
}
