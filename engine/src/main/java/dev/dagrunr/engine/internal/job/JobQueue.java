package dev.dagrunr.engine.internal.job;

import java.sql.Connection;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import javax.sql.DataSource;
import org.jobrunr.storage.StorageProvider;
import org.jobrunr.utils.mapper.JsonMapper;

public final class JobQueue implements AutoCloseable {

    public static void migrate(DataSource dataSource) {
        throw new UnsupportedOperationException();
    }

    public static JobQueue open(
            DataSource dataSource, JobQueueSettings settings, AttemptHandler handler, DashboardActions actions) {
        throw new UnsupportedOperationException();
    }

    public void start() {
        throw new UnsupportedOperationException();
    }

    public void enqueue(Connection transaction, List<Ticket> tickets) {
        throw new UnsupportedOperationException();
    }

    public void remove(Connection transaction, Collection<UUID> jobIds) {
        throw new UnsupportedOperationException();
    }

    public Set<UUID> waiting(Connection connection, Collection<UUID> jobIds) {
        throw new UnsupportedOperationException();
    }

    public void wakeUp() {
        throw new UnsupportedOperationException();
    }

    public int busyWorkers() {
        throw new UnsupportedOperationException();
    }

    public StorageProvider storageProvider() {
        throw new UnsupportedOperationException();
    }

    public JsonMapper jsonMapper() {
        throw new UnsupportedOperationException();
    }

    public void stopTakingWork() {
        throw new UnsupportedOperationException();
    }

    public void close(Duration grace) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() {
        close(Duration.ofSeconds(10));
    }
}
