package dev.dagrunr.dag;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.util.JavacTask;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/** Wrong wirings do not compile. Each snippet differs from a right one, which does compile, in one place. */
class WiringTest {
    @Test
    void compilesWhatIsWiredRight() {
        assertThat(errorsOf("""
                                dag.task("t").reads(text, number).runs(String.class, this::textAndNumber);
                                dag.task("t").expand(numbers).runs(String.class, this::number);
                                dag.task("t").expand(numbers).labels(Object::toString).runs(String.class, this::any);
                                dag.task("t").expand(mapped).runs(String.class, this::text);
                                dag.task("t").reads(mapped).runs(String.class, this::texts);
                                dag.task("t").reads(number.outcome()).runs(String.class, this::numberOutcome);
                                dag.task("t").reads(text).expand(numbers).runs(String.class, this::numberAndText);
                                dag.task("t").expand(Expandable.<Number>of(List.of(1, 2))).runs(String.class, this::any);
                                dag.task("t").triggers(other, context -> new NoParams());
                                """)).isEmpty();
    }

    @Test
    void refusesSwappedInputs() {
        assertThat(errorsOf("dag.task(\"t\").reads(number, text).runs(String.class, this::textAndNumber);"))
                .contains("Integer cannot be converted to String");
    }

    @Test
    void refusesABodyThatTakesAnotherElementThanTheListHas() {
        assertThat(errorsOf("dag.task(\"t\").expand(numbers).runs(String.class, this::text);"))
                .contains("Integer cannot be converted to String");
        assertThat(errorsOf("dag.task(\"t\").expand(mapped).runs(String.class, this::number);"))
                .contains("String cannot be converted to Integer");
    }

    @Test
    void refusesTheElementBehindTheOtherInputs() {
        assertThat(errorsOf("dag.task(\"t\").reads(text).expand(numbers).runs(String.class, this::textAndNumber);"))
                .contains("cannot be converted");
    }

    @Test
    void refusesToExpandOverWhatIsNoList() {
        assertThat(errorsOf("dag.task(\"t\").expand(number).runs(String.class, this::number);"))
                .contains("Expandable");
    }

    @Test
    void refusesOneValueWhereAMappedTaskGivesMany() {
        assertThat(errorsOf("dag.task(\"t\").reads(mapped).runs(String.class, this::text);"))
                .contains("List<String> cannot be converted to String");
    }

    @Test
    void refusesAValueWhereOnlyAnOutcomeIsRead() {
        assertThat(errorsOf("dag.task(\"t\").reads(number.outcome()).runs(String.class, this::number);"))
                .contains("Outcome<Integer> cannot be converted to Integer");
    }

    @Test
    void refusesAnotherReturnTypeThanTheDeclaredOne() {
        assertThat(errorsOf("dag.task(\"t\").reads(number).runs(Integer.class, this::number);"))
                .contains("inference variable R has incompatible bounds");
    }

    @Test
    void refusesTheParametersOfAnotherDag() {
        assertThat(errorsOf("dag.task(\"t\").runs(String.class, this::otherParams);"))
                .contains("TaskContext<Params> cannot be converted to TaskContext<NoParams>");
    }

    @Test
    void refusesAConfThatTheTriggeredDagDoesNotTake() {
        assertThat(errorsOf("dag.task(\"t\").triggers(other, context -> new Params(1));"))
                .contains("inference variable Q has incompatible bounds");
    }

    @Test
    void refusesSettingsBehindTheBody() {
        assertThat(errorsOf("dag.task(\"t\").runs(String.class, this::nothing).when(TriggerRule.ALL_DONE);"))
                .contains("cannot find symbol");
    }

    /** The messages of the compiler for a DAG that ends with {@code statement}; empty when it compiles. */
    private static String errorsOf(String statement) {
        var source = """
                import dev.dagrunr.dag.*;
                import java.util.List;

                class Snippet {
                    record Params(int size) {}

                    String nothing(TaskContext<Params> context) { return ""; }
                    String otherParams(TaskContext<NoParams> context) { return ""; }
                    String text(String text, TaskContext<Params> context) { return text; }
                    String number(Integer number, TaskContext<Params> context) { return ""; }
                    String any(Number number, TaskContext<Params> context) { return ""; }
                    String texts(List<String> texts, TaskContext<Params> context) { return ""; }
                    String numberOutcome(Outcome<Integer> number, TaskContext<Params> context) { return ""; }
                    String textAndNumber(String text, Integer number, TaskContext<Params> context) { return text; }
                    String numberAndText(Integer number, String text, TaskContext<Params> context) { return text; }

                    void declare() {
                        var other = Dag.named("other").build();
                        var dag = Dag.named("snippet", Params.class);
                        var text = dag.task("text").runs(String.class, context -> "");
                        var number = dag.task("number").runs(Integer.class, context -> 1);
                        var numbers = dag.task("numbers").runsList(Integer.class, context -> List.of(1, 2));
                        var mapped = dag.task("mapped").expand(numbers).runs(String.class, (one, context) -> "");
                        %s
                    }
                }
                """.formatted(statement);
        var compiler = requireNonNull(ToolProvider.getSystemJavaCompiler(), "no compiler in this JDK");
        var diagnostics = new DiagnosticCollector<JavaFileObject>();
        var options = List.of("-proc:none", "--class-path", classPath(Dag.class, NullMarked.class));
        var task = (JavacTask) compiler.getTask(null, null, diagnostics, options, null, List.of(new Source(source)));
        try {
            task.analyze();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return diagnostics.getDiagnostics().stream()
                .map(diagnostic -> diagnostic.getMessage(Locale.ENGLISH))
                .collect(Collectors.joining("\n"))
                .replaceAll("\\b([a-z]+\\.)+(?=[A-Z])|Snippet\\.", "");
    }

    private static String classPath(Class<?>... classes) {
        return List.of(classes).stream().map(WiringTest::location).collect(Collectors.joining(File.pathSeparator));
    }

    private static String location(Class<?> type) {
        try {
            return Path.of(type.getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI())
                    .toString();
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static final class Source extends SimpleJavaFileObject {
        private final String text;

        Source(String text) {
            super(URI.create("string:///Snippet.java"), Kind.SOURCE);
            this.text = text;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }
}
