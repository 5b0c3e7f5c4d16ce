package dev.dagrunr.testing;

import dev.dagrunr.dag.Dag;
import java.util.List;

final class Greetings {
    private Greetings() {}

    record Names(String names) {}

    static Dag<Names> dag() {
        var dag = Dag.named("greetings", Names.class);
        var names = dag.task("split")
                .runsList(
                        String.class,
                        context -> List.of(context.params().names().split(" ")));
        var greetings = dag.task("greet").expand(names).runs(String.class, (name, context) -> {
            if (name.equals("nobody")) {
                context.log().warn("there is nobody here");
                throw new IllegalStateException("nobody to greet");
            }
            return "Hello " + name;
        });
        dag.task("join").reads(greetings).runs(String.class, (all, context) -> String.join(", ", all));
        return dag.build();
    }
}
