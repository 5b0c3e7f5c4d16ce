package dev.dagrunr.sample;

import dev.dagrunr.dag.Dag;
import java.util.List;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;

/** A shop on Spring Boot 3 that ships the orders of a day, each in a task of its own. */
@SpringBootApplication
public class OrdersApplication {
    /** Made by Spring. */
    public OrdersApplication() {}

    /** Starts it. */
    public static void main(String[] args) {
        SpringApplication.run(OrdersApplication.class, args);
    }

    /** What is to be shipped. */
    public record Day(List<String> orders) {}

    /** What an order became. */
    public record Shipped(String order, long rows, long bytes) {}

    /** Beans of this type are found. */
    @Bean
    public Dag<Day> ship(Warehouse warehouse) {
        var dag = Dag.named("ship", Day.class);
        var orders = dag.task("list")
                .runsList(String.class, context -> context.params().orders());
        var shipped =
                dag.task("ship_order").expand(orders).runs(Shipped.class, (order, context) -> warehouse.ship(order));
        dag.task("count").reads(shipped).runs(Integer.class, (all, context) -> all.size());
        return dag.build();
    }
}
