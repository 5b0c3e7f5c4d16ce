package dev.dagrunr.engine;

import dev.dagrunr.dag.Dag;
import dev.dagrunr.engine.internal.run.Engine;
import dev.dagrunr.engine.internal.run.EngineSettings;
import dev.dagrunr.engine.internal.run.Limits;
import dev.dagrunr.engine.internal.run.RunIds;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Collects the settings of an engine; {@link #start} checks them all at once. Confined to one thread. */
public final class DagRunrConfiguration {
    private static final int DEFAULT_PARALLELISM = 16;
    private static final int DEFAULT_MAX_ACTIVE_TASKS = 16;
    private static final int DEFAULT_MAX_ACTIVE_RUNS = 16;
    private static final int DEFAULT_MAX_MAP_LENGTH = 10_000;
    private static final int DEFAULT_VALUE_BYTES = 1 << 20;
    private static final int DEFAULT_LOG_CHARACTERS = 4 << 20;
    private static final int NODE_NAME_LENGTH = 127;
    private static final Duration SHORTEST_LEASE = Duration.ofSeconds(3);

    private final List<Dag<?>> dags = new ArrayList<>();
    private @Nullable DataSource dataSource;
    private @Nullable String nodeName;
    private int parallelism = DEFAULT_PARALLELISM;
    private int maxActiveTasks = DEFAULT_MAX_ACTIVE_TASKS;
    private int maxActiveRuns = DEFAULT_MAX_ACTIVE_RUNS;
    private int maxMapLength = DEFAULT_MAX_MAP_LENGTH;
    private Duration lease = Duration.ofSeconds(5);
    private int valueBytes = DEFAULT_VALUE_BYTES;
    private int logCharacters = DEFAULT_LOG_CHARACTERS;
    private RunIds runIds = RunIds.ANY;
    private Retention retention = Retention.unlimited();
    private String jobTablePrefix = "";
    private EngineObserver observer = EngineObserver.NONE;
    private InstantSource clock = InstantSource.system();

    DagRunrConfiguration() {}

    /**
     * The metadata database, PostgreSQL 13 or later: a pool with at least {@code parallelism + 8} connections. The engine's
     * tables go to schema {@code dagrunr}, JobRunr's to the first schema of the search path. The caller closes it, after
     * the engine.
     */
    public DagRunrConfiguration dataSource(DataSource pool) {
        dataSource = pool;
        return this;
    }

    /**
     * The DAGs whose tasks this node can run; those that they trigger come with them. Every node that takes work from one
     * metadata database needs the same DAGs: a task that reaches a node which does not have it fails there.
     */
    public DagRunrConfiguration dags(Dag<?>... more) {
        dags.addAll(List.of(more));
        return this;
    }

    /** How people tell this node from others; the host's name and the process id unless set. */
    public DagRunrConfiguration nodeName(String name) {
        nodeName = name;
        return this;
    }

    /**
     * How many tasks this node runs at the same time; 16 unless set. While the end of one is stored the next one runs, so
     * that JobRunr's dashboard may show twice as many jobs.
     */
    public DagRunrConfiguration parallelism(int workers) {
        parallelism = workers;
        return this;
    }

    /** How many tasks of one run may be queued or running, for DAGs that do not say; 16 unless set. */
    public DagRunrConfiguration maxActiveTasks(int limit) {
        maxActiveTasks = limit;
        return this;
    }

    /** How many runs of one DAG are running at the same time, for DAGs that do not say; 16 unless set. */
    public DagRunrConfiguration maxActiveRuns(int limit) {
        maxActiveRuns = limit;
        return this;
    }

    /**
     * How many instances a mapped task may be expanded to, for DAGs that do not say; 10,000 unless set. A task that would
     * get more fails instead. The setting of the node on which the list is finished holds, so give all nodes the same.
     */
    public DagRunrConfiguration maxMapLength(int limit) {
        maxMapLength = limit;
        return this;
    }

    /** How long a node that does not report is believed to live; 5 seconds unless set, 3 at least. It reports every second. */
    public DagRunrConfiguration lease(Duration time) {
        lease = time;
        return this;
    }

    /** The longest JSON, in bytes, of a task's value or of one element of a list; 1 MiB unless set. */
    public DagRunrConfiguration maxValueBytes(int bytes) {
        valueBytes = bytes;
        return this;
    }

    /** The longest log of one attempt, in characters; 4 Mi unless set. */
    public DagRunrConfiguration maxLogCharacters(int characters) {
        logCharacters = characters;
        return this;
    }

    /**
     * What the beginning of a run id must match that is given with a trigger; every id unless set. Ids that the engine makes
     * are always allowed: {@code manual__}, {@code scheduled__} or {@code backfill__} and a time.
     */
    public DagRunrConfiguration allowedRunIdPattern(Pattern pattern) {
        runIds = new RunIds(pattern);
        return this;
    }

    /** What of runs that have ended is kept; everything unless set. The settings of all nodes are carried out. */
    public DagRunrConfiguration retention(Retention kept) {
        retention = kept;
        return this;
    }

    /**
     * Puts JobRunr's tables into schema {@code dagrunr} too, beside the engine's own, with {@code dagrunr_} before their names.
     * For an application that runs JobRunr itself on the same database: two kinds of servers on the same tables would take
     * each other's jobs. All nodes of one metadata database need the same choice.
     */
    public DagRunrConfiguration jobTablesOfItsOwn() {
        // JobRunr looks for its tables by their names in all schemas, so the application's would believe ours to be its
        // own
        jobTablePrefix = "dagrunr.dagrunr_";
        return this;
    }

    /** Who is told what happens on this node; nobody unless set. */
    public DagRunrConfiguration observer(EngineObserver told) {
        observer = told;
        return this;
    }

    /** Where the engine gets the time from, except for leases, which go by the database's clock. */
    public DagRunrConfiguration clock(InstantSource source) {
        clock = source;
        return this;
    }

    /**
     * Migrates the database, registers the DAGs and begins to run tasks.
     *
     * @throws DagRunrException with all wrong settings, or when the database cannot be used
     */
    public DagRunr start() {
        var dagrunr = open(true);
        dagrunr.takeWork();
        return dagrunr;
    }

    /**
     * As {@link #start}, but runs no task before {@link DagRunr#takeWork} is called: for an application whose parts start one
     * after the other.
     */
    public DagRunr prepare() {
        return open(true);
    }

    /** As {@link #start}, for a program that triggers, watches and repairs runs but runs no task itself. */
    public DagRunr connect() {
        return open(false);
    }

    private DagRunr open(boolean takesWork) {
        var problems = problems();
        if (dataSource == null || !problems.isEmpty()) {
            throw new DagRunrException(
                    ErrorCode.INVALID_CONFIGURATION, "DagRunr cannot start: " + String.join("; ", problems));
        }
        var settings = new EngineSettings(
                nodeName == null ? defaultNodeName() : nodeName,
                parallelism,
                maxActiveTasks,
                maxActiveRuns,
                maxMapLength,
                lease,
                new Limits(valueBytes, logCharacters),
                runIds,
                retention,
                clock,
                takesWork,
                jobTablePrefix,
                observer);
        return new DagRunr(Engine.start(dataSource, List.copyOf(dags), settings));
    }

    private List<String> problems() {
        var problems = new ArrayList<String>();
        if (dataSource == null) {
            problems.add("no data source is set; call dataSource(..)");
        }
        atLeastOne(problems, "parallelism", parallelism);
        atLeastOne(problems, "maxActiveTasks", maxActiveTasks);
        atLeastOne(problems, "maxActiveRuns", maxActiveRuns);
        atLeastOne(problems, "maxMapLength", maxMapLength);
        atLeastOne(problems, "maxValueBytes", valueBytes);
        atLeastOne(problems, "maxLogCharacters", logCharacters);
        problems.addAll(retention.problems());
        if (nodeName != null && (nodeName.isBlank() || nodeName.length() > NODE_NAME_LENGTH)) {
            problems.add("nodeName is '" + nodeName + "', but must have 1 to " + NODE_NAME_LENGTH + " characters");
        }
        if (lease.compareTo(SHORTEST_LEASE) < 0) {
            problems.add("lease is " + lease + ", but must be at least " + SHORTEST_LEASE);
        }
        return problems;
    }

    private static void atLeastOne(List<String> problems, String setting, int value) {
        if (value < 1) {
            problems.add(setting + " is " + value + ", but must be at least 1");
        }
    }

    private static String defaultNodeName() {
        try {
            var host = InetAddress.getLocalHost().getHostName();
            return host.substring(0, Math.min(host.length(), NODE_NAME_LENGTH - 20)) + "-"
                    + ProcessHandle.current().pid();
        } catch (UnknownHostException e) {
            return "node-" + ProcessHandle.current().pid();
        }
    }
}
