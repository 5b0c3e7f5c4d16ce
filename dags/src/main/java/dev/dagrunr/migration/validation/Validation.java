package dev.dagrunr.migration.validation;

import dev.dagrunr.migration.connection.Connections;
import dev.dagrunr.migration.sql.QualifiedName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compares tables, both servers at work at the same time. A table that cannot be read is reported with its reason, and the
 * others are still compared. An interrupt of the calling thread cancels the statements on both servers and ends the comparison with a
 * {@link java.util.concurrent.CancellationException}. Thread-safe.
 */
public final class Validation {
    private static final Logger LOG = LoggerFactory.getLogger(Validation.class);

    private final Connections connections;

    public Validation(Connections connections) {
        this.connections = connections;
    }

    /** Compares exact numbers of rows, of many tables by one statement on each server. */
    public ValidationReport counts(String sourceConnectionId, String targetConnectionId, List<TablePair> tables) {
        return tables.size() > 1
                ? countTogether(sourceConnectionId, targetConnectionId, tables)
                        .orElseGet(() -> compare("counts", sourceConnectionId, targetConnectionId, tables))
                : compare("counts", sourceConnectionId, targetConnectionId, tables);
    }

    /**
     * Compares numbers of rows and a checksum over the given columns of each table, which is equal for the same rows in
     * any order, on any version of PostgreSQL from 12. It reads every value on both servers.
     */
    public ValidationReport checksums(String sourceConnectionId, String targetConnectionId, List<TablePair> tables) {
        return compare("checksum", sourceConnectionId, targetConnectionId, tables);
    }

    /** Empty when a server refuses: which table it was shows when each is counted alone. */
    private Optional<ValidationReport> countTogether(String source, String target, List<TablePair> tables) {
        var about = tables.size() + " tables";
        var left = new RowCounts(
                new Question(connections, source, about),
                tables.stream()
                        .map(pair -> QualifiedName.of(pair.sourceSchema(), pair.sourceTable()))
                        .toList());
        var right = new RowCounts(
                new Question(connections, target, about),
                tables.stream()
                        .map(pair -> QualifiedName.of(pair.targetSchema(), pair.targetTable()))
                        .toList());
        var servers = Executors.newFixedThreadPool(2);
        try {
            var fromSource = servers.submit(left::count);
            var fromTarget = servers.submit(right::count);
            var comparisons = new ArrayList<TableComparison>();
            var sourceRows = fromSource.get();
            var targetRows = fromTarget.get();
            for (int i = 0; i < tables.size(); i++) {
                comparisons.add(comparison(
                        tables.get(i),
                        new Digest.Answer(sourceRows.get(i), null, null),
                        new Digest.Answer(targetRows.get(i), null, null)));
            }
            return Optional.of(new ValidationReport("counts", comparisons));
        } catch (InterruptedException e) {
            left.cancel();
            right.cancel();
            throw interrupted();
        } catch (ExecutionException e) {
            LOG.debug("{} are counted one by one: {}", about, e.getMessage());
            return Optional.empty();
        } finally {
            servers.shutdown();
        }
    }

    private static CancellationException interrupted() {
        Thread.currentThread().interrupt();
        return new CancellationException("The comparison of tables was interrupted");
    }

    private ValidationReport compare(String mode, String source, String target, List<TablePair> tables) {
        var comparisons = new ArrayList<TableComparison>();
        var servers = Executors.newFixedThreadPool(2);
        try {
            for (var pair : tables) {
                comparisons.add(compare(mode, source, target, pair, servers));
            }
        } finally {
            servers.shutdown();
        }
        return new ValidationReport(mode, comparisons);
    }

    private TableComparison compare(
            String mode, String source, String target, TablePair pair, ExecutorService servers) {
        var left = digest(source, pair.sourceSchema(), pair.sourceTable());
        var right = digest(target, pair.targetSchema(), pair.targetTable());
        var fromSource = servers.submit(question(mode, left, pair));
        var fromTarget = servers.submit(question(mode, right, pair));
        return comparison(pair, answer(fromSource, left, right), answer(fromTarget, left, right));
    }

    private Digest digest(String connectionId, String schema, String table) {
        return new Digest(new Question(connections, connectionId, "table " + schema + "." + table), schema, table);
    }

    private static Callable<Digest.Answer> question(String mode, Digest digest, TablePair pair) {
        return mode.equals("counts") ? digest::count : () -> digest.checksum(pair.columns());
    }

    private static Digest.Answer answer(Future<Digest.Answer> future, Digest left, Digest right) {
        try {
            return future.get();
        } catch (InterruptedException e) {
            left.cancel();
            right.cancel();
            throw interrupted();
        } catch (ExecutionException e) {
            throw new IllegalStateException("A digest answers with its error", e.getCause());
        }
    }

    private static TableComparison comparison(TablePair pair, Digest.Answer source, Digest.Answer target) {
        var error = source.error() != null ? "source: " + source.error() : null;
        if (target.error() != null) {
            error = (error == null ? "" : error + "; ") + "target: " + target.error();
        }
        return new TableComparison(
                pair.sourceSchema() + "." + pair.sourceTable(),
                pair.targetSchema() + "." + pair.targetTable(),
                source.rows(),
                target.rows(),
                source.checksum(),
                target.checksum(),
                error);
    }
}
