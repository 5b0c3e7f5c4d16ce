package dev.dagrunr.engine.internal.job;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Writes down what it was asked to run, and runs a body where a test has given one. */
final class RecordingAttempts implements AttemptHandler {

    private final List<Attempt> started = new CopyOnWriteArrayList<>();
    private final List<Attempt> ended = new CopyOnWriteArrayList<>();
    private final Map<Long, AttemptHandler> bodies = new ConcurrentHashMap<>();
    private volatile AttemptHandler otherwise = (taskInstanceId, epoch, progress) -> {};

    void on(long taskInstanceId, AttemptHandler body) {
        bodies.put(taskInstanceId, body);
    }

    void onAny(AttemptHandler body) {
        otherwise = body;
    }

    @Override
    public void run(long taskInstanceId, int epoch, JobProgress progress) throws AttemptFailed, InterruptedException {
        started.add(new Attempt(taskInstanceId, epoch));
        try {
            bodies.getOrDefault(taskInstanceId, otherwise).run(taskInstanceId, epoch, progress);
        } finally {
            ended.add(new Attempt(taskInstanceId, epoch));
        }
    }

    List<Attempt> started() {
        return started;
    }

    List<Attempt> ended() {
        return ended;
    }
}
