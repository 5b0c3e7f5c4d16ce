package dev.dagrunr.sample;

import dev.dagrunr.sample.OrdersApplication.Shipped;
import java.nio.charset.StandardCharsets;
import org.springframework.stereotype.Component;

/** A bean that the bodies of tasks use. */
@Component
public class Warehouse {
    /** Made by Spring. */
    public Warehouse() {}

    /** Ships one order. */
    public Shipped ship(String order) {
        return new Shipped(order, 1, order.getBytes(StandardCharsets.UTF_8).length);
    }
}
