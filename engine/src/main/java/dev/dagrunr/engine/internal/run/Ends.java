package dev.dagrunr.engine.internal.run;

import dev.dagrunr.dag.Sensing;
import dev.dagrunr.dag.TaskState;
import dev.dagrunr.engine.DagRunrException;
import dev.dagrunr.engine.ErrorCode;
import dev.dagrunr.engine.internal.store.AttemptStore;
import dev.dagrunr.engine.internal.store.EndStore;
import dev.dagrunr.engine.internal.store.InstanceStore;
import dev.dagrunr.engine.internal.store.StoredInstance;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stores how attempts ended and lets their runs go on. The ends of one run lock its row one after the other; those that wait
 * for it on this node are stored together, in one transaction and in the order in which they came. Thread-safe.
 */
final class Ends {
    private static final Logger log = LoggerFactory.getLogger(Ends.class);

    /** So that a task whose only nodes are busy costs little. */
    private static final Duration BEFORE_NEXT_FETCH = Duration.ofSeconds(1);

    private final Coordinator coordinator;
    private final Combiner<Long, End, Optional<TaskState>> ofRun = new Combiner<>(this::store);

    Ends(Coordinator coordinator) {
        this.coordinator = coordinator;
    }

    private record End(StoredInstance attempt, AttemptResult result) {}

    /**
     * Stores how an attempt ended and lets the run go on.
     *
     * @return the state that the instance is in now; empty when the attempt was fenced off, and nothing was changed
     */
    Optional<TaskState> store(StoredInstance attempt, AttemptResult result) {
        return ofRun.carryOut(attempt.run(), new End(attempt, result));
    }

    private List<Supplier<Optional<TaskState>>> store(long run, List<End> ends) {
        try {
            return storeTogether(run, ends).stream()
                    .map(state -> (Supplier<Optional<TaskState>>) () -> state)
                    .toList();
        } catch (RuntimeException e) {
            if (ends.size() == 1 || (e instanceof DagRunrException known && known.code() == ErrorCode.DATABASE)) {
                throw e;
            }
            log.info("{} ends of run {} are stored one by one: {}", ends.size(), run, e.getMessage());
            return ends.stream().map(end -> storeAlone(run, end)).toList();
        }
    }

    private Supplier<Optional<TaskState>> storeAlone(long run, End end) {
        try {
            var state = storeTogether(run, List.of(end)).get(0);
            return () -> state;
        } catch (RuntimeException e) {
            return () -> {
                throw e;
            };
        }
    }

    private List<Optional<TaskState>> storeTogether(long run, List<End> ends) {
        return coordinator.inTransaction((connection, aftermath) -> {
            var states = new ArrayList<Optional<TaskState>>();
            coordinator.change(connection, aftermath, run, transaction -> {
                var endings = new ArrayList<Ending>();
                for (var end : ends) {
                    endings.add(Ending.of(end.attempt(), end.result(), transaction));
                }
                var left = leave(transaction, endings);
                for (var ending : endings) {
                    states.add(
                            left.contains(key(ending))
                                    ? Optional.of(ending.leaving().state())
                                    : Optional.empty());
                }
            });
            return states;
        });
    }

    private static InstanceStore.Running key(Ending ending) {
        return new InstanceStore.Running(ending.attempt().id(), ending.attempt().epoch());
    }

    /** @return those that have left; the others were fenced off, and change nothing */
    private static Set<InstanceStore.Running> leave(RunTransaction transaction, List<Ending> endings)
            throws SQLException {
        var left = EndStore.store(
                transaction.connection(), endings.stream().map(Ending::stored).toList(), transaction.now());
        if (!left.isEmpty()) {
            left.forEach(attempt -> transaction.freeSlot());
            Ending.carryOut(
                    transaction,
                    endings.stream()
                            .filter(ending -> left.contains(key(ending)))
                            .toList());
            // the run stays locked for as long as the commit takes; nothing starts on the strength of it before a
            // claim, which waits for the disk, has made it durable as well; only of runs that end somebody may be
            // told before
            transaction.mayBeForgotten();
        }
        return left;
    }

    /**
     * Leaves an attempt to another node, at no cost of a try. Whichever fetches it next: this one leaves it again.
     *
     * @return false when it was fenced off, and nothing was changed
     */
    boolean passOn(StoredInstance attempt, AttemptResult.PassedOn passedOn) {
        var left = new AtomicBoolean();
        coordinator.inTransaction((connection, aftermath) ->
                coordinator.change(connection, aftermath, attempt.run(), transaction -> {
                    var due = transaction.now().plus(BEFORE_NEXT_FETCH);
                    var leaving = new AttemptStore.Leaving(
                            TaskState.UP_FOR_RESCHEDULE, Optional.empty(), Optional.of(due), passedOn.reason());
                    left.set(AttemptStore.leaveRunning(connection, attempt, leaving));
                    if (left.get()) {
                        transaction.freeSlot();
                    }
                }));
        return left.get();
    }

    /**
     * Lets an attempt that found nothing yet give its worker back until it looks again, or end when it has waited too long.
     *
     * @return false when it was fenced off, and nothing was changed
     */
    boolean lookAgain(StoredInstance attempt, AttemptResult.NotYet notYet) {
        var left = new AtomicBoolean();
        coordinator.inTransaction((connection, aftermath) ->
                coordinator.change(connection, aftermath, attempt.run(), transaction -> {
                    var waiting = Waiting.of(connection, attempt, notYet, transaction.now());
                    if (waiting.tooLong().isPresent()) {
                        var ending = Ending.of(attempt, waiting.tooLong().get(), transaction);
                        left.set(!leave(transaction, List.of(ending)).isEmpty());
                    } else {
                        left.set(AttemptStore.leaveRunning(connection, attempt, waiting.leaving()));
                        if (left.get() && notYet.how().mode() == Sensing.Mode.RESCHEDULE) {
                            transaction.freeSlot();
                        }
                    }
                }));
        return left.get();
    }
}
