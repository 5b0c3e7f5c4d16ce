package dev.dagrunr.dashboard.internal.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class RootCommandTest {
    private final RecordingTerminal terminal = RecordingTerminal.ofWidth(OptionalInt.of(100));

    @Test
    void helpNamesTheExitCodes() {
        assertThat(run(Map.of(), "--help")).isZero();
        assertThat(terminal.out()).contains("Exit codes:").contains("done, and the answer is no");
        assertThat(run(Map.of(), "--version")).isZero();
    }

    @Test
    void completesCommandsAndOptionsInAShell() throws Exception {
        assertThat(run(Map.of(), "completion")).isZero();
        var script = terminal.out();
        assertThat(script).contains("complete -F", "--run-id", "states-for-dag-run");

        var bash = new ProcessBuilder(
                        "bash",
                        "-c",
                        "source /dev/stdin; COMP_WORDS=(dagrunr dags tri); COMP_CWORD=2; COMP_LINE='dagrunr dags tri';"
                                + " COMP_POINT=16; _complete_dagrunr; echo \"${COMPREPLY[*]}\"")
                .redirectErrorStream(true)
                .start();
        try (var in = bash.getOutputStream()) {
            in.write(script.getBytes(StandardCharsets.UTF_8));
        }
        assertThat(new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip())
                .isEqualTo("trigger");
    }

    @Test
    void anUnknownCommandIsOneSentenceAndAUsageError() {
        assertThat(run(Map.of(), "fly")).isEqualTo(ExitCode.USAGE);
        assertThat(terminal.err().lines()).singleElement().asString().startsWith("error: Unmatched argument");
    }

    @Test
    void everyWrongVariableIsASentenceOfItsOwn() {
        assertThat(run(Map.of("CHUNK_SIZE", "-1", "MAX_PARTITIONS", "x"), "--help"))
                .isEqualTo(ExitCode.USAGE);
        assertThat(terminal.err().lines())
                .hasSize(2)
                .allSatisfy(line -> assertThat(line).startsWith("error: "));
    }

    @Test
    void anErrorIsOneLineWithoutTraceUnlessDebugging() {
        assertThat(new Errors(terminal.terminal(), false).report(new SQLException("Connection refused.\nCheck it")))
                .isEqualTo(ExitCode.ENVIRONMENT);
        assertThat(terminal.err()).isEqualTo("error: Connection refused. Check it.\n");
        new Errors(terminal.terminal(), true).report(new IllegalStateException("odd"));
        assertThat(terminal.err()).contains("Internal error: java.lang.IllegalStateException: odd", "\tat dev.dagrunr");
    }

    @Test
    void noPasswordReachesTheTerminal() {
        assertThat(Errors.oneLine("cannot reach postgresql://ada:s3cret@db/x?password=s3cret&a=b"))
                .isEqualTo("cannot reach postgresql://ada:***@db/x?password=***&a=b");
    }

    private int run(Map<String, String> environment, String... arguments) {
        return RootCommand.run(environment, terminal.terminal(), arguments);
    }
}
