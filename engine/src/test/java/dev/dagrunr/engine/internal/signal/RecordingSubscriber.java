package dev.dagrunr.engine.internal.signal;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** Writes down the signals it gets. */
final class RecordingSubscriber implements Consumer<Signal> {

    private final List<Signal> received = new CopyOnWriteArrayList<>();

    @Override
    public void accept(Signal signal) {
        received.add(signal);
    }

    List<Signal> received() {
        return received;
    }

    boolean has(Signal signal) {
        return received.contains(signal);
    }
}
