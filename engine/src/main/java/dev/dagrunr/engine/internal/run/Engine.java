package dev.dagrunr.engine.internal.run;

import dev.dagrunr.dag.Dag;
import dev.dagrunr.dag.Run;
import dev.dagrunr.dag.TaskState;
import dev.dagrunr.engine.BackfillOptions;
import dev.dagrunr.engine.BackfillRun;
import dev.dagrunr.engine.ClearOptions;
import dev.dagrunr.engine.ClearPreview;
import dev.dagrunr.engine.DagRunrException;
import dev.dagrunr.engine.ErrorCode;
import dev.dagrunr.engine.PoolInfo;
import dev.dagrunr.engine.PoolSettings;
import dev.dagrunr.engine.RunInfo;
import dev.dagrunr.engine.internal.job.AttemptFailed;
import dev.dagrunr.engine.internal.job.AttemptHandler;
import dev.dagrunr.engine.internal.job.AttemptKey;
import dev.dagrunr.engine.internal.job.DashboardActions;
import dev.dagrunr.engine.internal.job.JobProgress;
import dev.dagrunr.engine.internal.job.JobQueue;
import dev.dagrunr.engine.internal.job.JobQueueSettings;
import dev.dagrunr.engine.internal.signal.Signal;
import dev.dagrunr.engine.internal.signal.SignalBus;
import dev.dagrunr.engine.internal.store.Database;
import dev.dagrunr.engine.internal.store.Migrations;
import dev.dagrunr.engine.internal.store.PoolStore;
import dev.dagrunr.engine.internal.store.RunStore;
import dev.dagrunr.engine.internal.store.StoredInstance;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All parts of one node, put together. Thread-safe. */
public final class Engine implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Engine.class);
    private static final long BEAT_MILLIS = 1_000;
    private static final int CALLBACK_THREADS = 2;

    private final Database database;
    private final DagRegistry registry;
    private final EngineSettings settings;
    private final ScheduledThreadPoolExecutor timers;
    private final ExecutorService cancelActions;
    private final LogFlusher logs;
    private final AtomicBoolean takingWork = new AtomicBoolean();
    private final AtomicBoolean closed = new AtomicBoolean();
    private final List<Future<?>> rounds = new CopyOnWriteArrayList<>();
    private final RunWaiters waiters = new RunWaiters();
    private final NodeState node;
    private final JobQueue queue;
    private final SignalBus signals;
    private final Coordinator coordinator;
    private final ExecutorService admissionThread;
    private final Admission admission;
    private final ExecutorService callbackThreads;
    private final Calling calling;
    private final Repair repair;
    private final ClearPreviews clearPreviews;
    private final Pauses pauses;
    private final Backfills backfills;
    private final Worker worker;
    private final Observing observing;
    private final Heartbeat heartbeat;
    private final Sweep sweep;
    private final Cleaning cleaning;

    private Engine(DataSource dataSource, Collection<Dag<?>> dags, EngineSettings settings) {
        this.settings = settings;
        this.database = new Database(dataSource);
        this.observing = new Observing(settings.observer(), settings.clock());
        this.registry = new DagRegistry(dags, settings.maxMapLength());
        this.timers = Threads.timers(settings.nodeName());
        this.cancelActions =
                Executors.newCachedThreadPool(task -> Threads.daemon(task, settings.nodeName() + "-cancel-action"));
        this.logs = new LogFlusher(database);
        this.node =
                new NodeState(settings.nodeName(), settings.limits(), settings.clock(), timers, cancelActions, logs);
        this.queue = JobQueue.open(
                dataSource,
                JobQueueSettings.of(settings.nodeName(), settings.parallelism())
                        .withTablePrefix(settings.jobTablePrefix()),
                new Attempts(),
                new Dashboard());
        this.signals = SignalBus.open(dataSource, settings.nodeName());
        this.coordinator = new Coordinator(
                database, queue, signals, registry, settings.clock(), settings.maxActiveTasks(), this::followUp);
        this.admissionThread =
                Executors.newSingleThreadExecutor(task -> Threads.daemon(task, settings.nodeName() + "-admission"));
        this.admission = new Admission(coordinator, admissionThread);
        var resumption = new Resumption(coordinator, queue);
        this.repair = new Repair(coordinator, resumption);
        this.clearPreviews = new ClearPreviews(coordinator);
        this.pauses = new Pauses(coordinator);
        this.callbackThreads = Executors.newFixedThreadPool(
                CALLBACK_THREADS, task -> Threads.daemon(task, settings.nodeName() + "-callback"));
        this.calling = new Calling(database, registry, node, settings.clock(), callbackThreads);
        this.backfills = new Backfills(coordinator, repair, settings.clock());
        var reader = new AttemptReader(database, registry);
        this.worker = new Worker(
                new Claims(database, settings.clock(), node, reader),
                reader,
                new Ends(coordinator),
                coordinator.subRuns(),
                resumption,
                node,
                observing);
        this.heartbeat = new Heartbeat(
                database, resumption, node, settings.parallelism(), registry.structures(), settings.lease());
        var dueRuns = new DueRuns(this::admitRuns, settings.clock(), this::after);
        this.sweep = new Sweep(
                database,
                coordinator,
                resumption,
                queue,
                settings.clock(),
                heartbeat::isSteady,
                admission,
                calling,
                dueRuns);
        this.cleaning = new Cleaning(database, queue, settings.retention(), settings.clock());
    }

    public Cleaning cleaning() {
        return cleaning;
    }

    /** Migrates the database and registers the DAGs; takes no work yet. */
    public static Engine start(DataSource dataSource, Collection<Dag<?>> dags, EngineSettings settings) {
        migrate(dataSource, settings.jobTablePrefix());
        var engine = new Engine(dataSource, dags, settings);
        try {
            engine.database.useTransaction(engine::register);
            engine.listen();
            return engine;
        } catch (DagRunrException e) {
            engine.close(Duration.ZERO);
            throw e;
        }
    }

    private void register(Connection connection) throws SQLException {
        registry.register(connection, settings.maxActiveRuns(), settings.clock().instant());
        coordinator.schedules().planAll(connection);
    }

    private static void migrate(DataSource dataSource, String jobTablePrefix) {
        Migrations.run(new Database(dataSource));
        try {
            JobQueue.migrate(dataSource, jobTablePrefix);
        } catch (SQLException e) {
            throw new DagRunrException(
                    ErrorCode.DATABASE, "JobRunr's tables could not be created: " + e.getMessage(), e);
        }
    }

    private void listen() {
        signals.subscribe(this::onSignal);
        signals.start();
    }

    /** Begins to run tasks, unless the settings say that this node runs none. Once only. */
    public void takeWork() {
        if (settings.takesWork()) {
            if (!takingWork.compareAndSet(false, true)) {
                throw new IllegalStateException("Node '" + settings.nodeName() + "' runs tasks already");
            }
            heartbeat.register();
            every(heartbeat::beat);
            every(logs::flushAll);
            every(sweep::run);
            every(cleaning::round);
            queue.start();
        }
    }

    private void every(Runnable round) {
        rounds.add(
                timers.scheduleWithFixedDelay(Threads.guarded(round), BEAT_MILLIS, BEAT_MILLIS, TimeUnit.MILLISECONDS));
    }

    /** The worker, which is made after the queue that it gets its attempts from. */
    private final class Attempts implements AttemptHandler {
        @Override
        public Runnable claim(Connection transaction, List<AttemptKey> attempts) throws SQLException {
            return worker.claim(transaction, attempts);
        }

        @Override
        public void run(long instance, int epoch, JobProgress progress) throws AttemptFailed {
            worker.run(instance, epoch, progress);
        }
    }

    private void followUp(Aftermath aftermath) {
        // also while this node closes: the last attempts end then, and their runs with them
        observing.runsEnded(aftermath.endedRuns(), database, timers);
        if (aftermath.slotsHaveChanged()) {
            admission.request();
        }
        if (aftermath.callbacksAreDue() && settings.takesWork()) {
            calling.request();
        }
    }

    private void onSignal(Signal signal) {
        if (signal instanceof Signal.WorkAvailable || signal instanceof Signal.Missed) {
            queue.wakeUp();
        } else if (signal instanceof Signal.Cancel cancel) {
            node.running().cancel(cancel.taskInstanceId(), cancel.epoch());
        } else if (signal instanceof Signal.RunFinished finished) {
            waiters.finished(finished.runId());
        } else if (signal instanceof Signal.RunsQueued queued && settings.takesWork() && !closed.get()) {
            timers.execute(() -> admitRuns(queued.dagId()));
        }
    }

    private void after(Runnable task, Duration delay) {
        if (!closed.get()) {
            @SuppressWarnings("unused") // what goes wrong is logged there, and the sweep makes it good
            var timed = timers.schedule(Threads.guarded(task), delay.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private void admitRuns(String dagId) {
        try {
            coordinator.admitRuns(dagId);
        } catch (DagRunrException e) {
            log.warn("Queued runs of DAG '{}' are started by the next sweep: {}", dagId, e.getMessage());
        }
    }

    /** What is pressed in JobRunr's dashboard. */
    private final class Dashboard implements DashboardActions {
        @Override
        public void requeued(long taskInstanceId, int epoch, UUID jobId) {
            repair.rerun(taskInstanceId, epoch);
        }

        @Override
        public void deleted(long taskInstanceId, int epoch, UUID jobId) {
            repair.fail(taskInstanceId, epoch, "Its job was deleted in JobRunr's dashboard");
        }
    }

    public Dag<?> dag(String dagId) {
        return registry.require(dagId).dag();
    }

    /** Runs, each in a transaction of its own. */
    public RunRegister runs() {
        return new OwnRuns();
    }

    /** Runs in a transaction of the caller's. */
    public RunRegister runsIn(Connection callers) {
        return coordinator.runsIn(callers);
    }

    private final class OwnRuns implements RunRegister {
        @Override
        public Optional<Long> create(Run run, String conf) {
            return coordinator.createRun(new Coordinator.NewRun(run, conf));
        }

        @Override
        public Optional<RunInfo> find(String dagId, String runId) {
            return database.inTransaction(connection -> RunStore.find(connection, dagId, runId));
        }

        @Override
        public Optional<RunInfo> find(String dagId, Instant logicalDate) {
            return database.inTransaction(connection -> RunStore.find(connection, dagId, logicalDate));
        }
    }

    /** @throws DagRunrException when no node has registered the DAG */
    public void pause(String dagId) {
        pauses.pause(dagId);
    }

    /** @throws DagRunrException when no node has registered the DAG */
    public void unpause(String dagId) {
        pauses.unpause(dagId);
    }

    public <P extends Record> List<BackfillRun> backfill(Dag<P> dag, BackfillOptions options) {
        return backfills.create(dag, options);
    }

    public List<BackfillRun> previewBackfill(Dag<?> dag, BackfillOptions options) {
        return backfills.preview(dag, options);
    }

    public long requireRun(String dagId, String runId) {
        return coordinator.requireRun(dagId, runId);
    }

    public List<StoredInstance> clearable(long run, ClearOptions options) {
        return repair.clearable(run, options);
    }

    public ClearPreview clearPreview(long run, ClearOptions options, int most) {
        return clearPreviews.of(run, options, most);
    }

    public List<StoredInstance> clear(long run, ClearOptions options) {
        return repair.clear(run, options);
    }

    public List<StoredInstance> mark(long run, ClearOptions options, TaskState state) {
        return repair.mark(run, options, state);
    }

    public void succeed(long run) {
        repair.succeed(run);
    }

    public int setRetries(long run, String taskId, Optional<Integer> mapIndex, int retries) {
        return repair.setRetries(run, taskId, mapIndex, retries);
    }

    public List<String> whyNot(long run, String taskId, int mapIndex) {
        return repair.whyNot(run, taskId, mapIndex);
    }

    /** @return the key of the new run; empty when the DAG has a run of that id already */
    public Optional<Long> rerun(long run, String newRunId) {
        return new Rerun(coordinator).of(run, newRunId);
    }

    public void failRun(long run, String reason) {
        repair.failRun(run, reason);
    }

    public void stop(long run, String reason) {
        repair.stop(run, reason);
    }

    public List<PoolInfo> pools() {
        return database.inTransaction(PoolStore::all);
    }

    public void setPool(PoolSettings pool) {
        PoolAdministration.set(database, pool);
        admission.request();
    }

    public void deletePool(String name) {
        PoolAdministration.delete(database, name);
    }

    public Database database() {
        return database;
    }

    public EngineSettings settings() {
        return settings;
    }

    public RunWaiters waiters() {
        return waiters;
    }

    /** The parts that JobRunr's dashboard is built from. */
    public JobQueue queue() {
        return queue;
    }

    /**
     * Takes no more work, waits for running attempts as long as {@code grace}, then interrupts them: they are queued
     * again, for other nodes, and no try is consumed.
     */
    public void close(Duration grace) {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        node.close();
        queue.stopTakingWork();
        var interrupt = timers.schedule(
                () -> node.running().cancelAll(CancelCause.SHUTDOWN), grace.toMillis(), TimeUnit.MILLISECONDS);
        queue.close(grace.plusSeconds(1));
        interrupt.cancel(false);
        observing.awaitTold(Duration.ofSeconds(1));
        rounds.forEach(round -> round.cancel(false));
        timers.shutdownNow();
        admissionThread.shutdown();
        // what is being told is told again by another node
        callbackThreads.shutdownNow();
        logs.flushAll();
        if (settings.takesWork()) {
            deregister();
        }
        signals.close();
        // what attempts that do not end still want cancelled is theirs to wait for
        cancelActions.shutdown();
    }

    private void deregister() {
        try {
            heartbeat.deregister();
        } catch (DagRunrException e) {
            // the lease runs out by itself
            log.info("This node could not say goodbye: {}", e.getMessage());
        }
    }

    @Override
    public void close() {
        close(Duration.ofSeconds(5));
    }
}
