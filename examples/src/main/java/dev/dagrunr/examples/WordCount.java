package dev.dagrunr.examples;

import dev.dagrunr.dag.Dag;
import dev.dagrunr.engine.DagRunr;
import java.time.Duration;
import java.util.List;
import javax.sql.DataSource;

/** Splits a text, measures each word in a task of its own, adds up. */
public final class WordCount {
    private WordCount() {}

    // begin: dag
    public record Text(String text) {}

    public static Dag<Text> dag() {
        var dag = Dag.named("word_count", Text.class);
        var words = dag.task("split")
                .runsList(
                        String.class, context -> List.of(context.params().text().split(" ")));
        var lengths = dag.task("measure").expand(words).runs(Integer.class, (word, context) -> word.length());
        dag.task("sum")
                .reads(lengths)
                .runs(
                        Integer.class,
                        (all, context) -> all.stream().mapToInt(n -> n).sum());
        return dag.build();
    }
    // end: dag

    // begin: run
    public static int run(DataSource dataSource, String text) throws InterruptedException {
        var wordCount = dag();
        try (var dagrunr =
                DagRunr.configure().dataSource(dataSource).dags(wordCount).start()) {
            var run = dagrunr.runner(wordCount).trigger(new Text(text));
            run.await(Duration.ofMinutes(1));
            return run.result("sum", Integer.class).orElseThrow();
        }
    }
    // end: run
}
