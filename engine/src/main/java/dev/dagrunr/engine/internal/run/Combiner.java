package dev.dagrunr.engine.internal.run;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * Carries out together what several threads want done to one thing at the same time. Who comes first does not wait for
 * others; those who come meanwhile do, and then one of them carries out what all of them want. Thread-safe.
 *
 * @param <K> names the thing; work on two things does not wait for each other
 * @param <W> what is to be done
 * @param <R> what comes of it
 */
final class Combiner<K, W, R> {
    private final Together<K, W, R> together;
    private final Map<K, List<Call<W, R>>> waiting = new HashMap<>();

    Combiner(Together<K, W, R> together) {
        this.together = together;
    }

    @FunctionalInterface
    interface Together<K, W, R> {
        /**
         * @return what came of each piece of work, in their order; what one of them throws reaches its caller alone
         * @throws RuntimeException that reaches all callers
         */
        List<Supplier<R>> carryOut(K key, List<W> work);
    }

    /** @param answer says what came of it; or lets the waiting thread carry out its own work and that of others */
    private record Call<W, R>(W work, CompletableFuture<Supplier<R>> answer) {}

    /** Waits for its turn without regard to interrupts: what is under way ends by itself. */
    R carryOut(K key, W work) {
        var call = new Call<W, R>(work, new CompletableFuture<>());
        return isFirst(key, call)
                ? lead(key, List.of(call))
                : call.answer().join().get();
    }

    private synchronized boolean isFirst(K key, Call<W, R> call) {
        var others = waiting.get(key);
        if (others == null) {
            waiting.put(key, new ArrayList<>());
            return true;
        }
        others.add(call);
        return false;
    }

    /** The first of the calls is that of this thread. */
    private R lead(K key, List<Call<W, R>> calls) {
        try {
            var results = together.carryOut(key, calls.stream().map(Call::work).toList());
            for (int i = 1; i < calls.size(); i++) {
                calls.get(i).answer().complete(results.get(i));
            }
            return results.get(0).get();
        } catch (RuntimeException | Error e) {
            // those that have an answer keep it
            calls.forEach(call -> call.answer().complete(() -> {
                throw e;
            }));
            throw e;
        } finally {
            handOver(key);
        }
    }

    private synchronized void handOver(K key) {
        var next = waiting.getOrDefault(key, List.of());
        if (next.isEmpty()) {
            waiting.remove(key);
        } else {
            waiting.put(key, new ArrayList<>());
            next.get(0).answer().complete(() -> lead(key, next));
        }
    }
}
