package dev.dagrunr.migration.validation;

import dev.dagrunr.migration.connection.ConnectionException;
import dev.dagrunr.migration.connection.Connections;
import dev.dagrunr.migration.sql.QualifiedName;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compares tables, both servers at work at the same time. A table that cannot be read is reported with its reason, and the
 * others are still compared; a lost connection ends the comparison with a {@link ComparisonLostException}. An interrupt of the
 * calling thread cancels the statements on both servers and ends the comparison with a
 * {@link java.util.concurrent.CancellationException}. Thread-safe.
 */
public final class Validation {
    private static final Logger LOG = LoggerFactory.getLogger(Validation.class);

    private final Connections connections;

    public Validation(Connections connections) {
        this.connections = connections;
    }

    private enum Mode {
        COUNTS,
        SAMPLE,
        CHECKSUM
    }

    /** Compares exact numbers of rows, of many tables without conditions by one statement on each server. */
    public ValidationReport counts(String sourceConnectionId, String targetConnectionId, List<TablePair> tables) {
        var together = tables.size() > 1 && tables.stream().allMatch(pair -> pair.where() == null)
                ? countTogether(sourceConnectionId, targetConnectionId, tables)
                : Optional.<ValidationReport>empty();
        return together.orElseGet(() -> compare(Mode.COUNTS, "counts", sourceConnectionId, targetConnectionId, tables));
    }

    /**
     * Compares exact numbers of rows, and looks up some 10,000 rows of each source table on the target, by their keys: every
     * one of a smaller table. Of a table without key it compares the number.
     */
    public ValidationReport samples(String sourceConnectionId, String targetConnectionId, List<TablePair> tables) {
        return compare(Mode.SAMPLE, "sample", sourceConnectionId, targetConnectionId, tables);
    }

    /**
     * Compares numbers of rows and a checksum over the given columns of each table, which is equal for the same rows in
     * any order, on any version of PostgreSQL from 12. It reads every value on both servers, which divide a large table
     * among processes of theirs. Of a table with a key that differs it names up to ten rows.
     */
    public ValidationReport checksums(String sourceConnectionId, String targetConnectionId, List<TablePair> tables) {
        return compare(Mode.CHECKSUM, "checksum", sourceConnectionId, targetConnectionId, tables);
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
            return Optional.of(new ValidationReport("counts", comparisons, null));
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

    private ValidationReport compare(Mode mode, String name, String source, String target, List<TablePair> tables) {
        var comparisons = new ArrayList<TableComparison>();
        var servers = Executors.newFixedThreadPool(2);
        try {
            for (var pair : tables) {
                var left = new Digest(
                        connections, source, QualifiedName.of(pair.sourceSchema(), pair.sourceTable()), pair.where());
                var right = new Digest(
                        connections, target, QualifiedName.of(pair.targetSchema(), pair.targetTable()), null);
                comparisons.add(new Comparing(pair, left, right, servers).compare(mode));
            }
        } finally {
            servers.shutdown();
        }
        return new ValidationReport(name, comparisons, null);
    }

    private record Comparing(TablePair pair, Digest left, Digest right, ExecutorService servers) {
        TableComparison compare(Mode mode) {
            var values = mode == Mode.CHECKSUM && !pair.columns().isEmpty();
            var source = servers.submit(values ? () -> left.checksum(pair.columns()) : left::count);
            var target = servers.submit(values ? () -> right.checksum(pair.columns()) : right::count);
            var comparison = comparison(pair, answer(source), answer(target));
            var named = comparison.error() == null
                    && !pair.columns().isEmpty()
                    && !pair.key().isEmpty();
            if (named && mode == Mode.CHECKSUM && !comparison.equal()) {
                return comparison.withDifferences(differingRows(comparison));
            }
            return named && mode == Mode.SAMPLE ? sampled(comparison) : comparison;
        }

        private List<String> differingRows(TableComparison comparison) {
            var rows = new DifferingRows(pair, Math.max(comparison.sourceRows(), comparison.targetRows()));
            var inSource = servers.submit(() -> rows.buckets(left));
            var inTarget = servers.submit(() -> rows.buckets(right));
            var differing = DifferingRows.differing(answer(inSource), answer(inTarget));
            var ofSource = servers.submit(() -> rows.rows(left, differing));
            var ofTarget = servers.submit(() -> rows.rows(right, differing));
            return rows.named(answer(ofSource), answer(ofTarget));
        }

        private TableComparison sampled(TableComparison comparison) {
            var sample = new Sample(pair);
            var rows = answer(servers.submit(() -> sample.take(left, comparison.sourceRows())));
            return comparison.withSample(rows.size(), answer(servers.submit(() -> sample.missing(right, rows))));
        }

        private <T> T answer(Future<T> future) {
            try {
                return future.get();
            } catch (InterruptedException e) {
                left.cancel();
                right.cancel();
                throw interrupted();
            } catch (ExecutionException e) {
                left.cancel();
                right.cancel();
                throw unwrapped(e);
            }
        }

        private RuntimeException unwrapped(ExecutionException e) {
            var cause = e.getCause();
            if (cause instanceof ComparisonLostException lost) {
                return lost;
            }
            if (cause instanceof ConnectionException lost) {
                return lost;
            }
            return cause instanceof SQLException
                    ? new ComparisonLostException(
                            "The rows in which " + pair.sourceSchema() + "." + pair.sourceTable()
                                    + " differs could not be found: " + cause.getMessage(),
                            cause)
                    : new IllegalStateException("A comparison of tables failed", cause);
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
                0,
                List.of(),
                pair.note(),
                error);
    }
}
