package dev.dagrunr.migration.ddl;

import dev.dagrunr.migration.schema.DeparsedSql;
import dev.dagrunr.migration.schema.SourceSchema;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a target that is older than the source cannot express, found before anything is changed. Calls of functions that
 * only newer servers have are not looked for: the target says so itself. Pure.
 */
public final class TargetVersion {
    private static final String TABLE = "Creating (foreign )?table .*";

    /** In the order in which PostgreSQL got them. */
    private static final List<Feature> FEATURES = List.of(
            feature(13, "Creating statistics object .*", ".*; alter statistics .*", "a statistics target"),
            feature(13, "Creating publication .*", ".*publish_via_partition_root.*", "rows published via the root"),
            feature(14, TABLE + "|Setting the storage .*", ".*\\bcompression (pglz|lz4)\\b.*", "column compression"),
            feature(14, TABLE, ".*\\b(int4|int8|num|ts|tstz|date)multirange\\b.*", "a multirange column"),
            feature(14, "Creating type .*", ".*\\bmultirange_type_name\\b.*", "a multirange"),
            feature(14, "Creating type .*", ".*\\bsubscript =.*", "a subscript function"),
            feature(
                    14,
                    "Creating (function|procedure) .*",
                    ".*\\b(begin atomic|return)\\b.*",
                    "a body of standard SQL"),
            feature(14, "Creating procedure .*", ".*[(,] ?out .*", "an OUT parameter"),
            feature(14, "Creating statistics object .*", ".* on (.*, )?\\(.*", "statistics over an expression"),
            feature(
                    15,
                    "Creating (index|function|type) .*|Adding .*",
                    ".*\\bnulls not distinct\\b.*",
                    "NULLS NOT DISTINCT"),
            feature(15, "Creating sequence .*", "create unlogged .*", "an unlogged sequence"),
            feature(15, "Creating view .*", ".* with \\(.*security_invoker.*", "security_invoker"),
            feature(
                    15,
                    "Adding foreign key .*",
                    ".*on delete set (null|default) \\(.*",
                    "ON DELETE SET of some columns"),
            feature(15, "Creating publication .*", ".*\\badd tables in schema\\b.*", "all tables of a schema"),
            feature(
                    15,
                    "Creating publication .*",
                    ".*\\badd table only [^;]*\\(.*",
                    "a list of columns or a row filter"),
            feature(16, "Creating collation .*", ".*\\brules =.*", "rules"),
            feature(17, "Creating collation .*", ".*provider = builtin.*", "the provider builtin"),
            feature(17, TABLE, ".* as identity .*\\) partition by .*", "an identity column although it is partitioned"),
            feature(17, "Setting grants .*", "grant .*\\bmaintain\\b.*|.*; grant .*\\bmaintain\\b.*", "MAINTAIN"),
            feature(18, TABLE, ".*\\) virtual\\b.*", "a virtual generated column"),
            feature(
                    18,
                    "Adding constraint .*",
                    ".* add constraint \\S+ not null .*",
                    "a not-null constraint of its own"),
            feature(18, "Adding .*", ".*\\bwithout overlaps\\b.*|.*, period .*", "a temporal key"),
            feature(18, "Adding .*", ".*\\bnot enforced\\b.*", "a constraint that is not enforced"),
            feature(18, "Creating publication .*", ".*publish_generated_columns.*", "published generated columns"));

    private TargetVersion() {}

    /**
     * A sentence for each object.
     *
     * @param target {@code server_version_num}
     * @param grants whether grants are migrated
     */
    public static List<String> problems(SourceSchema source, TargetDdl ddl, int target, boolean grants) {
        if (major(target) >= major(source.serverVersion())) {
            return List.of();
        }
        var missing = FEATURES.stream()
                .filter(feature -> feature.since > major(target))
                .toList();
        var build = new SchemaBuild(source, ddl);
        var nothing = TargetObjects.none();
        var partitionedExclusions = major(target) >= 17 ? Stream.<String>empty() : partitionedExclusions(source);
        return Stream.concat(
                        Stream.concat(build.beforeRows(nothing).stream(), build.afterRows(nothing).stream())
                                .filter(statement ->
                                        grants || !statement.purpose().startsWith("Setting grants "))
                                .flatMap(statement -> lacking(statement, missing).stream()),
                        partitionedExclusions)
                .map(what -> "%s, which PostgreSQL %d of the target cannot express".formatted(what, major(target)))
                .distinct()
                .toList();
    }

    private static Stream<String> partitionedExclusions(SourceSchema source) {
        return source.tables().stream()
                .filter(table -> table.lineage().partitioned())
                .flatMap(table -> table.constraints().stream()
                        .filter(constraint -> constraint.definition().startsWith("EXCLUDE"))
                        .map(constraint -> "The partitioned table " + table.name() + " has the exclusion constraint "
                                + constraint.name()));
    }

    private static Set<String> lacking(DdlStatement statement, List<Feature> missing) {
        var keywords = Stream.concat(Stream.of(statement.sql()), statement.further().stream())
                .map(DeparsedSql::keywords)
                .collect(Collectors.joining("; "));
        var purpose = statement.purpose().replaceAll("\\s+", " ");
        return missing.stream()
                .filter(feature -> feature.purpose.matcher(purpose).matches()
                        && feature.keywords.matcher(keywords).matches())
                .map(feature -> "%s has %s (of PostgreSQL %d)".formatted(object(purpose), feature.what, feature.since))
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /** What a statement is about: its purpose without the verb, as the begin of a sentence. */
    private static String object(String purpose) {
        var words = purpose.replaceFirst("^Setting the storage of ", "Setting ");
        var object = words.substring(words.indexOf(' ') + 1);
        return object.substring(0, 1).toUpperCase(Locale.ROOT) + object.substring(1);
    }

    private static int major(int version) {
        return version / 10_000;
    }

    private static Feature feature(int since, String purpose, String keywords, String what) {
        return new Feature(since, Pattern.compile(purpose), Pattern.compile(keywords), what);
    }

    /** @param what after an object's name and {@code has} */
    private record Feature(int since, Pattern purpose, Pattern keywords, String what) {}
}
