package dev.dagrunr.e2e;

import java.time.Duration;
import java.util.Random;

/** What can happen to a migration. */
enum Fault {
    WORKER_KILLED,
    WORKER_STOPPED_PAST_ITS_LEASE,
    SOURCE_SESSION_ENDED,
    TARGET_SESSION_ENDED,
    SOURCE_BACKEND_KILLED,
    TARGET_BACKEND_KILLED,
    SOURCE_RESTARTED,
    TARGET_RESTARTED,
    METADATA_RESTARTED,
    SOURCE_CUT,
    TARGET_CUT,
    METADATA_CUT,
    TARGET_DISK_FULL;

    private static final Duration LEASE = Duration.ofSeconds(5);
    private static final int CUT_WITHIN_BYTES = 2 << 20;

    /**
     * Lets it happen, and undoes what does not undo itself: servers run again, stopped processes go on, another worker
     * takes the place of a killed one. A disk stays full.
     *
     * @return whether there was something to hurt
     */
    boolean strike(Arena arena, Random random) throws InterruptedException {
        return switch (this) {
            case WORKER_KILLED -> {
                arena.workers().kill(worker(arena, random));
                arena.workers().start();
                yield true;
            }
            case WORKER_STOPPED_PAST_ITS_LEASE -> {
                var worker = worker(arena, random);
                arena.workers().pause(worker);
                Site.pass(LEASE.plusMillis(500 + random.nextInt(3_000)));
                arena.workers().resume(worker);
                yield true;
            }
            case SOURCE_SESSION_ENDED -> endSession(arena.source());
            case TARGET_SESSION_ENDED -> endSession(arena.target());
            case SOURCE_BACKEND_KILLED -> killBackend(arena.source());
            case TARGET_BACKEND_KILLED -> killBackend(arena.target());
            case SOURCE_RESTARTED -> restart(arena.source());
            case TARGET_RESTARTED -> restart(arena.target());
            case METADATA_RESTARTED -> restart(arena.metadata());
            case SOURCE_CUT -> cut(arena.source(), random);
            case TARGET_CUT -> cut(arena.target(), random);
            case METADATA_CUT -> cut(arena.metadata(), random);
            case TARGET_DISK_FULL -> {
                arena.disk().ifPresent(SmallDisk::fill);
                yield arena.disk().isPresent();
            }
        };
    }

    private static String worker(Arena arena, Random random) {
        var names = arena.workers().names().stream().sorted().toList();
        return names.get(random.nextInt(names.size()));
    }

    /** The session of ours that is at work for the longest time. */
    private static final String VICTIM = """
            select pid from pg_stat_activity
             where application_name like 'dagrunr%' and state in ('active', 'idle in transaction')
               and pid <> pg_backend_pid() and datname = current_database()
             order by state, xact_start limit 1
            """;

    private static boolean endSession(Arena.Place place) {
        return !Sql.list(place.database(), "select pg_terminate_backend(pid) from (" + VICTIM + ") v")
                .isEmpty();
    }

    /** The server takes a backend's SIGKILL for a crash: all sessions end, and it recovers from its log. */
    private static boolean killBackend(Arena.Place place) throws InterruptedException {
        var victim = Sql.list(place.database(), VICTIM).stream()
                .findFirst()
                .flatMap(pid -> ProcessHandle.of(Long.parseLong(pid)));
        boolean killed = victim.map(ProcessHandle::destroyForcibly).orElse(false);
        if (killed) {
            place.awaitRecovery();
        }
        return killed;
    }

    private static boolean restart(Arena.Place place) {
        place.server().crash();
        place.server().start();
        return true;
    }

    private static boolean cut(Arena.Place place, Random random) throws InterruptedException {
        return place.proxy().cutAfter(random.nextInt(CUT_WITHIN_BYTES), 2_000);
    }
}
