package dev.dagrunr.migration.connection;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens sessions on named connections. A connection's id is looked up in the environment of this node when it is first
 * used: {@code DAGRUNR_CONN_<ID>}, else {@code AIRFLOW_CONN_<ID>}, the id in upper case, as
 * {@code postgresql://user:password@host:port/database?sslmode=require} or in Airflow's JSON form.
 *
 * <p>Each connection id has one pool, of {@code PG_POOL_MINCONN} (0 when unset) to {@code PG_POOL_MAXCONN} sessions; when
 * that is unset the pool holds two for each task that this node runs at once, and a few more. Thread-safe. Closing it
 * closes every session.
 *
 * <pre>{@code
 * try (var session = connections.open("postgres_source", SessionSettings.reading("dagrunr extract"))) { .. }
 * }</pre>
 */
public final class Connections implements AutoCloseable {
    private static final List<String> PREFIXES = List.of("DAGRUNR_CONN_", "AIRFLOW_CONN_");

    private static final Logger LOG = LoggerFactory.getLogger(Connections.class);

    private final Map<String, String> environment;
    private final SessionLimits limits;
    private final PoolSize poolSize;
    private final Map<String, HikariDataSource> pools = new ConcurrentHashMap<>();
    private final Set<Connection> alone = Collections.newSetFromMap(new ConcurrentHashMap<>());

    private Connections(Map<String, String> environment) {
        this.environment = Map.copyOf(environment);
        this.limits = SessionLimits.from(environment);
        this.poolSize = PoolSize.from(environment);
    }

    /**
     * @param environment normally {@code System.getenv()}
     * @throws IllegalArgumentException when one of its limits for sessions, or the size of its pools, is not one
     */
    public static Connections from(Map<String, String> environment) {
        return new Connections(environment);
    }

    /**
     * A session with these settings, and with everything pinned that decides the text form of values: ISO dates, UTC,
     * UTF-8, floats to the last bit, an empty search path. {@code PG_STATEMENT_TIMEOUT}, {@code PG_LOCK_TIMEOUT} and
     * {@code PG_WORK_MEM} of the environment take the place of these settings. Auto-commit is on. Closing it gives it back to the pool.
     *
     * @throws ConnectionException when the id is unknown, its definition is wrong, or no session can be had within 30 s
     */
    public Connection open(String connectionId, SessionSettings settings) {
        var address = address(connectionId);
        var pool = pools.computeIfAbsent(connectionId, id -> newPool(id, address));
        for (var stale = 0; ; stale++) {
            try {
                return prepared(pool.getConnection(), settings);
            } catch (SQLException e) {
                // The pool trusts a session that was in use half a second ago; a restarted server has ended it since.
                if (stale == pool.getMaximumPoolSize() || !isLost(e)) {
                    throw Unreachable.because(connectionId, address, e);
                }
            }
        }
    }

    /**
     * As {@link #open}, but outside the pool, for a session that is kept for long; closing it ends it. It is ended with
     * these connections, too.
     */
    public Connection openAlone(String connectionId, SessionSettings settings) {
        var address = address(connectionId);
        try {
            var session = prepared(new AddressSource(address).getConnection(), settings);
            alone.removeIf(Connections::isClosed);
            alone.add(session);
            return session;
        } catch (SQLException e) {
            throw Unreachable.because(connectionId, address, e);
        }
    }

    /** Gives back a session that nobody should have again, such as one that was cut. Instead of closing it. */
    public void discard(String connectionId, Connection session) {
        if (alone.remove(session)) {
            abort(session);
            return;
        }
        var pool = pools.get(connectionId);
        if (pool != null) {
            pool.evictConnection(session);
        }
    }

    /** Opens a session outside the pool, asks for the version and closes it. Throws nothing. */
    public ConnectionCheck test(String connectionId) {
        try {
            var address = address(connectionId);
            try (var session = new AddressSource(address).getConnection();
                    var statement = session.createStatement();
                    var result = statement.executeQuery("select current_setting('server_version')")) {
                result.next();
                return new ConnectionCheck(connectionId, result.getString(1), null);
            } catch (SQLException e) {
                throw Unreachable.because(connectionId, address, e);
            }
        } catch (ConnectionException e) {
            return new ConnectionCheck(connectionId, null, e.getMessage());
        }
    }

    /** Whether {@code PG_STATEMENT_TIMEOUT} ends statements that take longer. */
    public boolean limitsStatements() {
        return limits.limitsStatements();
    }

    /** {@code host:port/database}, for people; it holds no credentials. */
    public String describe(String connectionId) {
        return address(connectionId).toString();
    }

    /** The ids that the environment defines, in lower case, sorted. */
    public List<String> ids() {
        return List.copyOf(environment.keySet().stream()
                .flatMap(name ->
                        PREFIXES.stream().filter(name::startsWith).map(prefix -> name.substring(prefix.length())))
                .map(id -> id.toLowerCase(Locale.ROOT))
                .collect(Collectors.toCollection(TreeSet::new)));
    }

    @Override
    public void close() {
        pools.values().forEach(HikariDataSource::close);
        pools.clear();
        alone.forEach(Connections::abort);
        alone.clear();
    }

    private static boolean isClosed(Connection session) {
        try {
            return session.isClosed();
        } catch (SQLException e) {
            return true;
        }
    }

    private static void abort(Connection session) {
        try {
            session.abort(Runnable::run);
        } catch (SQLException e) {
            LOG.debug("A session had ended before: {}", e.getMessage());
        }
    }

    private static boolean isLost(SQLException failure) {
        var state = String.valueOf(failure.getSQLState());
        return !(failure instanceof SQLTransientConnectionException)
                && (state.startsWith("08") || state.startsWith("57P0"));
    }

    private Address address(String connectionId) {
        var variables = PREFIXES.stream()
                .map(prefix -> prefix + connectionId.toUpperCase(Locale.ROOT))
                .toList();
        for (var variable : variables) {
            var value = environment.get(variable);
            if (value != null && !value.isBlank()) {
                return new AddressParser(connectionId, variable).parse(value);
            }
        }
        throw new ConnectionException(
                connectionId,
                "Connection '" + connectionId + "' is not defined: set " + String.join(" or ", variables)
                        + " to postgresql://user:password@host:port/database.",
                null);
    }

    private HikariDataSource newPool(String connectionId, Address address) {
        var source = new AddressSource(address);
        // The pool would answer a wrong address only after its whole timeout, and log a stack trace.
        try (var probe = source.getConnection()) {
            probe.isValid(0);
        } catch (SQLException e) {
            throw Unreachable.because(connectionId, address, e);
        }
        var config = new HikariConfig();
        config.setPoolName("dagrunr-" + connectionId);
        config.setDataSource(source);
        config.setMinimumIdle(poolSize.min());
        config.setMaximumPoolSize(poolSize.max());
        config.setInitializationFailTimeout(-1);
        config.setConnectionTimeout(Duration.ofSeconds(30).toMillis());
        config.setIdleTimeout(Duration.ofSeconds(60).toMillis());
        return new HikariDataSource(config);
    }

    private Connection prepared(Connection session, SessionSettings settings) throws SQLException {
        var byName = settings.byName();
        byName.putAll(limits.byName());
        var sql = byName.keySet().stream()
                .map(name -> "set_config(?, ?, false)")
                .collect(Collectors.joining(", ", "select ", ""));
        try (var statement = session.prepareStatement(sql)) {
            var parameter = 1;
            for (var setting : byName.entrySet()) {
                statement.setString(parameter++, setting.getKey());
                statement.setString(parameter++, setting.getValue());
            }
            statement.execute();
            return session;
        } catch (SQLException e) {
            session.close();
            throw e;
        }
    }
}
