package dev.dagrunr.migration.transfer;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

/** Keeps the lines, what was found done, how far it came, and the handle to cancel. */
final class RecordingListener implements TransferListener {
    final List<String> lines = new CopyOnWriteArrayList<>();
    /** Rows. */
    final List<Long> resumed = new CopyOnWriteArrayList<>();

    final List<Long> resumedBytes = new CopyOnWriteArrayList<>();
    final List<Long> done = new CopyOnWriteArrayList<>();
    final CompletableFuture<Runnable> cancel = new CompletableFuture<>();

    @Override
    public void progress(long rowsDone, long rowsExpected, long bytesDone) {
        done.add(rowsDone);
    }

    @Override
    public void resumed(long rows, long bytes) {
        resumed.add(rows);
        resumedBytes.add(bytes);
    }

    @Override
    public void log(String line) {
        lines.add(line);
    }

    @Override
    public void cancellable(Runnable handle) {
        cancel.complete(handle);
    }
}
