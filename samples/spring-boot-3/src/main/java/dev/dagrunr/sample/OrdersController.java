package dev.dagrunr.sample;

import dev.dagrunr.dag.Dag;
import dev.dagrunr.engine.DagRunr;
import dev.dagrunr.sample.OrdersApplication.Day;
import java.time.Duration;
import java.util.List;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/** Triggers a run and answers with its result. */
@RestController
public class OrdersController {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final DagRunr dagrunr;
    private final Dag<Day> ship;

    /** Made by Spring. */
    public OrdersController(DagRunr dagrunr, Dag<Day> ship) {
        this.dagrunr = dagrunr;
        this.ship = ship;
    }

    /** How many orders were shipped. */
    @PostMapping("/ship")
    public int ship(@RequestBody List<String> orders) throws InterruptedException {
        var run = dagrunr.runner(ship).trigger(new Day(orders));
        run.await(LIMIT);
        return run.result("count", Integer.class).orElseThrow();
    }
}
