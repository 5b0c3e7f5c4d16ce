package dev.dagrunr.migration.step;

import dev.dagrunr.dag.TaskContext;
import dev.dagrunr.migration.ddl.DdlStatement;
import dev.dagrunr.migration.ddl.TargetDdl;
import dev.dagrunr.migration.schema.Index;
import dev.dagrunr.migration.schema.ObjectName;
import dev.dagrunr.migration.schema.Table;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What tables get after their rows, cut into jobs that may run at the same time, the costliest first: what takes longest
 * must not begin last. Planning them is pure.
 */
final class Maintenance {
    private static final double SMALL = 1 << 20;
    private static final int FEW = 32;
    /** Bytes of a table that are read in the time that one of a b-tree takes. */
    private static final double READ_FOR_A_BYTE = 16;

    private Maintenance() {}

    /**
     * Statements that run one after the other.
     *
     * @param name unique among the jobs of a list
     * @param cost compares with that of other jobs of a list
     * @param together whether the statements may share a transaction
     */
    record Job(String name, double cost, List<DdlStatement> statements, boolean together) {
        Job(String name, double cost, List<DdlStatement> statements) {
            this(name, cost, statements, false);
        }

        /** For people, as the begin of a sentence. */
        String purpose() {
            return together
                    ? statements.get(0).purpose() + " and " + (statements.size() - 1) + " more statements"
                    : statements.get(statements.size() - 1).purpose();
        }

        /** Whoever has it among the tasks of one id does the job. */
        RunLock lock(TaskContext<?> context) {
            return RunLock.of(context, context.attempt().taskId(), name);
        }

        /** @return how many statements had something to do */
        int run(TargetSession session, TaskContext<?> context) {
            long began = System.nanoTime();
            int executed = together ? session.executeTogether(statements) : session.execute(statements);
            if (executed > 0) {
                context.log().info("%s, %.1f s".formatted(purpose(), (System.nanoTime() - began) / 1e9));
            }
            return executed;
        }
    }

    /** Every index for itself, also those behind keys: the lock for building one lets others of the table be built. */
    static List<Job> indexes(TargetDdl ddl, List<Table> tables) {
        return smallTogether(eachIndex(ddl, tables));
    }

    private static List<Job> eachIndex(TargetDdl ddl, List<Table> tables) {
        var jobs = new ArrayList<Job>();
        for (var table : tables) {
            var key = table.primaryKey();
            if (key != null) {
                jobs.add(job(table, key.index(), ddl.keyIndex(table, key)));
            }
            table.uniqueKeys().forEach(unique -> jobs.add(job(table, unique.index(), ddl.keyIndex(table, unique))));
            var statements = ddl.indexes(table);
            for (int i = 0; i < statements.size(); i++) {
                jobs.add(job(table, table.indexes().get(i), statements.get(i)));
            }
        }
        return costliestFirst(jobs);
    }

    /**
     * By table what is worth doing while rows of other tables still move: those of {@link #indexes} that are not small, for
     * many small ones share a transaction afterwards, and ANALYZE. Not VACUUM, which cannot mark a page as visible to all as
     * long as an older transaction runs.
     */
    static Map<ObjectName, EarlyWork> early(TargetDdl ddl, List<Table> tables) {
        var parents = parents(tables);
        return tables.stream()
                .filter(Table::holdsRows)
                .collect(Collectors.toMap(
                        Table::name,
                        table -> new EarlyWork(
                                eachIndex(ddl, List.of(table)).stream()
                                        .filter(job -> job.cost() >= SMALL)
                                        .map(job -> new IndexJob(job.name(), job.cost(), job.statements()))
                                        .toList(),
                                !isSmall(table) && standsAlone(table, parents)
                                        ? List.of(ddl.analyzeWhenChanged(table))
                                        : List.of()),
                        (one, other) -> one));
    }

    /** Not of a family, whose root is analyzed when all of it is there. */
    private static boolean standsAlone(Table table, Set<ObjectName> parents) {
        return table.holdsRows() && table.lineage().partitionBound() == null && !parents.contains(table.name());
    }

    private static Set<ObjectName> parents(List<Table> tables) {
        return tables.stream()
                .flatMap(table -> table.lineage().parents().stream())
                .collect(Collectors.toSet());
    }

    private static boolean isSmall(Table table) {
        return table.size().bytes() < SMALL;
    }

    private static Job job(Table table, Index index, List<DdlStatement> statements) {
        return new Job(table.name() + " " + index.name(), cost(table, index), statements);
    }

    /** One of block ranges is small whatever is read for it. */
    private static double cost(Table table, Index index) {
        return index.method().equals("brin")
                ? table.size().bytes() / READ_FOR_A_BYTE
                : index.bytes() * weight(index.method());
    }

    /** Seconds for a megabyte, of a b-tree's: how much longer others were seen to take. */
    private static double weight(String method) {
        return switch (method) {
            case "gin" -> 6;
            case "gist", "spgist" -> 4;
            default -> 1;
        };
    }

    /**
     * All checks of a table's rows in one job, since each of them keeps others off the same table.
     *
     * @param reachable the foreign keys of a table that can be checked
     */
    static List<Job> constraints(TargetDdl ddl, List<Table> tables, Function<Table, Table> reachable) {
        Map<ObjectName, Long> bytes = tables.stream()
                .collect(Collectors.toMap(Table::name, table -> table.size().bytes(), (one, other) -> one));
        var jobs = new ArrayList<Job>();
        for (var family : families(tables)) {
            var statements = new ArrayList<DdlStatement>();
            double cost = 0;
            for (var table : family) {
                var checked = reachable.apply(table);
                statements.addAll(ddl.checks(checked));
                statements.addAll(ddl.validateForeignKeys(checked));
                cost += checked.foreignKeys().stream()
                        .mapToDouble(key -> table.size().bytes() + bytes.getOrDefault(key.referencedTable(), 0L))
                        .sum();
            }
            jobs.add(new Job(family.get(0).name().toString(), cost, statements));
        }
        return costliestFirst(jobs);
    }

    /** Tables with all that descend from them, parents first: a check of a parent is one of its children, too. */
    private static List<List<Table>> families(List<Table> tables) {
        var byName = tables.stream().collect(Collectors.toMap(Table::name, Function.identity(), (one, other) -> one));
        var families = new LinkedHashMap<ObjectName, List<Table>>();
        tables.stream()
                .sorted(Comparator.comparingInt(table -> depth(table, byName)))
                .forEach(table -> families.computeIfAbsent(root(table, byName).name(), root -> new ArrayList<>())
                        .add(table));
        return List.copyOf(families.values());
    }

    private static Table root(Table table, Map<ObjectName, Table> tables) {
        return parents(table, tables)
                .findFirst()
                .map(parent -> root(parent, tables))
                .orElse(table);
    }

    private static int depth(Table table, Map<ObjectName, Table> tables) {
        return parents(table, tables)
                .mapToInt(parent -> 1 + depth(parent, tables))
                .max()
                .orElse(0);
    }

    private static Stream<Table> parents(Table table, Map<ObjectName, Table> tables) {
        return table.lineage().parents().stream().flatMap(parent -> Stream.ofNullable(tables.get(parent)));
    }

    /**
     * A partitioned table is analyzed together with its partitions. Tables of some size are vacuumed before. What was done
     * {@linkplain #early early} is left out by its conditions.
     */
    static List<Job> statistics(TargetDdl ddl, List<Table> tables) {
        var parents = parents(tables);
        return smallTogether(costliestFirst(tables.stream()
                .filter(table -> table.lineage().partitionBound() == null || table.holdsRows())
                .map(table -> new Job(table.name().toString(), table.size().bytes(), statistics(ddl, table, parents)))
                .toList()));
    }

    private static List<DdlStatement> statistics(TargetDdl ddl, Table table, Set<ObjectName> parents) {
        var analyze = standsAlone(table, parents) ? ddl.analyzeWhenChanged(table) : ddl.analyze(table);
        return table.holdsRows() && !isSmall(table) ? List.of(ddl.vacuum(table), analyze) : List.of(analyze);
    }

    /**
     * Where there are many small jobs, taking each and committing it costs more than doing it. Only for statements whose
     * locks let those of other jobs through.
     */
    private static List<Job> smallTogether(List<Job> costliestFirst) {
        var small = costliestFirst.stream().filter(job -> job.cost() < SMALL).toList();
        if (small.size() <= FEW) {
            return costliestFirst;
        }
        var jobs = new ArrayList<Job>(costliestFirst.subList(0, costliestFirst.size() - small.size()));
        for (int from = 0; from < small.size(); from += FEW) {
            var some = small.subList(from, Math.min(small.size(), from + FEW));
            jobs.add(new Job(
                    some.get(0).name() + " and " + (some.size() - 1) + " more",
                    some.stream().mapToDouble(Job::cost).sum(),
                    some.stream().flatMap(job -> job.statements().stream()).toList(),
                    true));
        }
        return List.copyOf(jobs);
    }

    private static List<Job> costliestFirst(List<Job> jobs) {
        return jobs.stream()
                .filter(job -> !job.statements().isEmpty())
                .sorted(Comparator.comparingDouble(Job::cost).reversed())
                .toList();
    }
}
