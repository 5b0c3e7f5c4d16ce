package dev.dagrunr.examples;

import dev.dagrunr.dag.Dag;
import dev.dagrunr.dag.Expandable;
import dev.dagrunr.dag.NoParams;
import dev.dagrunr.dag.TaskSkippedException;
import java.util.List;

/** Lists that are combined before a task is expanded over them: crossed, zipped, changed, joined. */
public final class PriceGrid {
    private PriceGrid() {}

    public static Dag<NoParams> dag() {
        var dag = Dag.named("price_grid");
        var shops = dag.task("shops").runsList(String.class, context -> List.of("berlin", "paris"));
        var sizes = Expandable.of(List.of(1, 2, 3));
        var discounts = dag.task("discounts").runsList(Integer.class, context -> List.of(10, 20));

        // each shop with each size; sizes change fastest
        dag.task("price")
                .expand(shops.cross(sizes))
                .labels(pair -> pair.first() + " " + pair.second())
                .runs(String.class, (pair, context) -> pair.first() + pair.second());
        // the first shop with the first discount, and so on; a size that has none gets 0
        dag.task("discount")
                .expand(sizes.zipLongest(discounts, 0, 0))
                .runs(Integer.class, (pair, context) -> pair.second());
        // one list after the other; a function may skip an element
        dag.task("announce")
                .expand(shops.concat(Expandable.of(List.of("closed"))).map(PriceGrid::open))
                .runs(String.class, (shop, context) -> shop);
        return dag.build();
    }

    private static String open(String shop) {
        if (shop.equals("closed")) {
            throw new TaskSkippedException("It is closed");
        }
        return shop;
    }
}
