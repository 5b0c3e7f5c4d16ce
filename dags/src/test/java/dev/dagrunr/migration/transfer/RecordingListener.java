package dev.dagrunr.migration.transfer;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

/** Keeps the lines and the handle to cancel. */
final class RecordingListener implements TransferListener {
    final List<String> lines = new CopyOnWriteArrayList<>();
    final CompletableFuture<Runnable> cancel = new CompletableFuture<>();

    @Override
    public void log(String line) {
        lines.add(line);
    }

    @Override
    public void cancellable(Runnable handle) {
        cancel.complete(handle);
    }
}
