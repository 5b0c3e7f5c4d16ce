package dev.dagrunr.engine.internal.run;

import dev.dagrunr.engine.internal.signal.Signal;
import dev.dagrunr.engine.internal.signal.SignalBus;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** What is to be told once a transaction has committed. Collected during one transaction. */
final class Aftermath {
    private final Set<Signal> signals = new LinkedHashSet<>();
    private final Set<Long> endedRuns = new LinkedHashSet<>();
    private final Set<Long> endedSubRuns = new LinkedHashSet<>();
    private final Set<Long> lookingBack = new LinkedHashSet<>();
    private boolean slotsChanged;
    private final TreeSet<String> admitting = new TreeSet<>();
    private boolean callbacksDue;

    void workAvailable() {
        signals.add(new Signal.WorkAvailable());
    }

    void cancel(long instance, int epoch) {
        signals.add(new Signal.Cancel(instance, epoch));
    }

    /** Slots that several runs share were freed, or are wanted. */
    void slotsChanged() {
        slotsChanged = true;
    }

    boolean slotsHaveChanged() {
        return slotsChanged;
    }

    /** Something is to be told to callbacks. */
    void callbacksDue() {
        callbacksDue = true;
    }

    boolean callbacksAreDue() {
        return callbacksDue;
    }

    void runFinished(long run) {
        signals.add(new Signal.RunFinished(run));
        endedRuns.add(run);
    }

    Set<Long> endedRuns() {
        return endedRuns;
    }

    /** Before the transaction ends, as many queued runs of the DAG are to be started as may be. */
    void admitRuns(String dagId) {
        admitting.add(dagId);
    }

    /** After the commit, what the run holds for its past is looked at. */
    void lookBack(long run) {
        lookingBack.add(run);
    }

    Set<Long> lookingBack() {
        return lookingBack;
    }

    /** In an order that all transactions keep: they lock the DAGs. */
    Optional<String> nextToAdmit() {
        return Optional.ofNullable(admitting.pollFirst());
    }

    void subRunEnded(long run) {
        endedSubRuns.add(run);
    }

    /** Runs that have ended while a task of another run waits for them. */
    Set<Long> endedSubRuns() {
        return endedSubRuns;
    }

    /** To the subscribers of this node at once, to other nodes in the background. */
    void publish(SignalBus signalBus) {
        signals.forEach(signalBus::publish);
    }
}
