package dev.dagrunr.examples;

import dev.dagrunr.dag.Dag;
import dev.dagrunr.dag.NoParams;
import dev.dagrunr.dag.TaskContext;
import java.util.List;

/** A group that runs once for each order, and within it a task that runs once for each item of that order. */
public final class MappedOrders {
    private MappedOrders() {}

    public record Order(String number, List<String> items) {}

    public record Item(String name) {}

    public record Parcel(String order, String item) {}

    public static Dag<NoParams> dag() {
        var steps = new MappedOrders();
        var dag = Dag.named("mapped_orders");
        // begin: mapped
        var orders = dag.task("orders").runsList(Order.class, steps::orders);
        var done = dag.group("per_order").expand(orders).labels(Order::number).tasks((perOrder, order) -> {
            var items = perOrder.task("items").reads(order).runsList(Item.class, steps::items);
            return perOrder.task("pack").reads(order).expand(items).runs(Parcel.class, steps::pack);
        });
        dag.task("ship").reads(done).runs(Integer.class, steps::ship);
        // end: mapped
        return dag.build();
    }

    private List<Order> orders(TaskContext<NoParams> context) {
        return List.of(new Order("A-17", List.of("lamp", "bulb")), new Order("A-18", List.of("chair")));
    }

    private List<Item> items(Order order, TaskContext<NoParams> context) {
        return order.items().stream().map(Item::new).toList();
    }

    private Parcel pack(Item item, Order order, TaskContext<NoParams> context) {
        context.log().info("Packing " + context.attempt().taskName());
        return new Parcel(order.number(), item.name());
    }

    private int ship(List<Parcel> parcels, TaskContext<NoParams> context) {
        return parcels.size();
    }
}
