package dev.dagrunr.engine.internal.run;

import dev.dagrunr.engine.DagRunrException;
import dev.dagrunr.engine.ErrorCode;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Repeats what an attempt needs of the metadata database until that answers: an outage must not cost its work. */
final class Persistence {
    private static final Logger log = LoggerFactory.getLogger(Persistence.class);
    private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(500);

    private final BooleanSupplier closing;

    /** @param closing when true, the next failure is thrown: the work is done again elsewhere */
    Persistence(BooleanSupplier closing) {
        this.closing = closing;
    }

    /** @param action decided by compare-and-set, so that repeating it after an unknown commit changes nothing */
    <T> T insist(String what, Supplier<T> action) {
        while (true) {
            try {
                return action.get();
            } catch (DagRunrException e) {
                if (e.code() != ErrorCode.DATABASE || closing.getAsBoolean()) {
                    throw e;
                }
                log.warn("{} is tried again: {}", what, e.getMessage());
                // an interrupt would end every pause at once; why it came is known to the attempt
                Thread.interrupted();
                LockSupport.parkNanos(PAUSE);
            }
        }
    }
}
