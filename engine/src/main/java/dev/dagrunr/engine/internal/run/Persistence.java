package dev.dagrunr.engine.internal.run;

import dev.dagrunr.engine.DagRunrException;
import dev.dagrunr.engine.ErrorCode;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Repeats what must be stored until the metadata database takes it: an outage must not cost the work of an attempt. */
final class Persistence {
    private static final Logger log = LoggerFactory.getLogger(Persistence.class);
    private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(500);

    private final BooleanSupplier closing;

    /** @param closing when true, the next failure is thrown: the work is done again elsewhere */
    Persistence(BooleanSupplier closing) {
        this.closing = closing;
    }

    /** @param action decided by compare-and-set, so that repeating it after an unknown commit changes nothing */
    void insist(String what, Runnable action) {
        while (true) {
            try {
                action.run();
                return;
            } catch (DagRunrException e) {
                if (e.code() != ErrorCode.DATABASE || closing.getAsBoolean()) {
                    throw e;
                }
                log.warn("{} could not be stored and is tried again: {}", what, e.getMessage());
                // an interrupt would end every pause at once
                Thread.interrupted();
                LockSupport.parkNanos(PAUSE);
            }
        }
    }
}
