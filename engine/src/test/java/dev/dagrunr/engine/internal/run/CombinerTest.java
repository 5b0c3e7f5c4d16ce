package dev.dagrunr.engine.internal.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CombinerTest {
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final ConcurrentLinkedQueue<List<Integer>> batches = new ConcurrentLinkedQueue<>();
    private final CountDownLatch firstBegins = new CountDownLatch(1);
    private final CountDownLatch firstMayEnd = new CountDownLatch(1);

    @AfterEach
    void stop() {
        firstMayEnd.countDown();
        threads.shutdownNow();
    }

    /** Work 0 holds everybody up, 1 throws for itself, 2 throws for all; the rest comes out doubled. */
    private final Combiner<String, Integer, Integer> combiner = new Combiner<>((key, work) -> {
        batches.add(work);
        if (work.contains(0)) {
            firstBegins.countDown();
            CompletableFuture.runAsync(() -> uninterruptibly(firstMayEnd), threads)
                    .join();
        }
        if (work.contains(2)) {
            throw new IllegalStateException("all");
        }
        return work.stream().map(CombinerTest::doubled).toList();
    });

    private static Supplier<Integer> doubled(int work) {
        return () -> {
            if (work == 1) {
                throw new IllegalStateException("alone");
            }
            return work * 2;
        };
    }

    private static void uninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** While work 0 is under way, adds these one after the other, then lets it end. */
    private List<Future<Integer>> during(List<Integer> work) throws InterruptedException {
        threads.execute(() -> combiner.carryOut("run", 0));
        firstBegins.await();
        var waiting = new ArrayList<Future<Integer>>();
        for (int one : work) {
            var thread = new CompletableFuture<Thread>();
            waiting.add(threads.submit(() -> {
                thread.complete(Thread.currentThread());
                return combiner.carryOut("run", one);
            }));
            await().until(() -> thread.join().getState() == Thread.State.WAITING);
        }
        firstMayEnd.countDown();
        return waiting;
    }

    @Test
    void whoComesFirstWaitsForNobody() {
        assertThat(combiner.carryOut("run", 7)).isEqualTo(14);
        assertThat(combiner.carryOut("run", 8)).isEqualTo(16);
        assertThat(batches).containsExactly(List.of(7), List.of(8));
    }

    @Test
    void thoseThatComeMeanwhileAreCarriedOutTogetherInTheirOrder() throws Exception {
        var results = during(List.of(5, 3, 4));

        assertThat(results.get(0).get()).isEqualTo(10);
        assertThat(results.get(1).get()).isEqualTo(6);
        assertThat(results.get(2).get()).isEqualTo(8);
        assertThat(batches).containsExactly(List.of(0), List.of(5, 3, 4));
    }

    @Test
    void workOnAnotherThingDoesNotWait() throws InterruptedException {
        threads.execute(() -> combiner.carryOut("run", 0));
        firstBegins.await();

        assertThat(combiner.carryOut("another run", 6)).isEqualTo(12);
        assertThat(firstMayEnd.getCount()).isOne();
    }

    @Test
    void oneThatFailsDoesSoAlone() throws Exception {
        var results = during(List.of(3, 1, 4));

        assertThat(results.get(0).get()).isEqualTo(6);
        assertThat(failureOf(results.get(1))).hasMessage("alone");
        assertThat(results.get(2).get()).isEqualTo(8);
    }

    @Test
    void whatFailsAsAWholeReachesAllThatWaitForIt() throws Exception {
        var results = during(List.of(3, 2, 4));

        for (var result : results) {
            assertThat(failureOf(result)).hasMessage("all");
        }
        assertThat(combiner.carryOut("run", 9)).isEqualTo(18);
        assertThatIllegalStateException().isThrownBy(() -> combiner.carryOut("run", 2));
    }

    private static Throwable failureOf(Future<Integer> result) throws InterruptedException {
        try {
            return new AssertionError("It came out as " + result.get());
        } catch (ExecutionException e) {
            return e.getCause();
        }
    }

    @Test
    void anInterruptNeitherEndsTheWaitNorGetsLost() throws Exception {
        threads.execute(() -> combiner.carryOut("run", 0));
        firstBegins.await();
        var interrupted = threads.submit(() -> {
            Thread.currentThread().interrupt();
            int result = combiner.carryOut("run", 5);
            return List.of(result, Thread.interrupted() ? 1 : 0);
        });
        firstMayEnd.countDown();

        assertThat(interrupted.get()).containsExactly(10, 1);
    }

    @Test
    void everyPieceOfManyIsCarriedOutOnce() throws Exception {
        var results = new ArrayList<Future<Integer>>();
        for (int number : IntStream.range(10, 2_000).toArray()) {
            results.add(threads.submit(() -> combiner.carryOut("run " + number % 3, number)));
        }

        for (int i = 0; i < results.size(); i++) {
            assertThat(results.get(i).get()).isEqualTo(2 * (i + 10));
        }
        assertThat(batches.stream().flatMap(List::stream).sorted().toList())
                .isEqualTo(IntStream.range(10, 2_000).boxed().toList());
    }
}
