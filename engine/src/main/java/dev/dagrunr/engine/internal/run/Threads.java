package dev.dagrunr.engine.internal.run;

import java.util.concurrent.ScheduledThreadPoolExecutor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The threads of a node beside its workers. None of them keeps the JVM alive. */
final class Threads {
    private static final Logger log = LoggerFactory.getLogger(Threads.class);

    private Threads() {}

    static Thread daemon(Runnable task, String name) {
        var thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }

    static ScheduledThreadPoolExecutor timers(String nodeName) {
        // one thread each for beat, logs, sweep and cleaning, so that none delays another; two for timeouts and the
        // rest
        var timers = new ScheduledThreadPoolExecutor(6, task -> daemon(task, nodeName + "-timer"));
        timers.setRemoveOnCancelPolicy(true);
        return timers;
    }

    @SuppressWarnings("CatchThrowable") // the timer would silently never call again
    static Runnable guarded(Runnable round) {
        return () -> {
            try {
                round.run();
            } catch (Throwable e) {
                log.error("A round of this node failed and is repeated in a second", e);
            }
        };
    }
}
