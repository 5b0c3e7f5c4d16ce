package dev.dagrunr.dashboard.internal.cli;

import static org.assertj.core.api.Assertions.assertThat;

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
