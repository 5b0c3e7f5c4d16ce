package dev.dagrunr.dashboard.internal.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoIT {
    @TempDir
    private Path home;

    @Test
    void theDemoMigratesValidatesAndLeavesNoServerBehind() throws IOException {
        var answer = Migrations.run(Map.of("DAGRUNR_HOME", home.toString()), "demo", "--rows", "20000", "--port", "0");

        assertThat(answer.exitCode()).as(answer.err()).isEqualTo(ExitCode.SUCCESS);
        assertThat(answer.err())
                .contains("Generating 20,000 rows in 16 tables")
                .containsPattern("Dashboard: http://localhost:\\d+");
        assertThat(answer.out())
                .containsPattern("public.votes +9,400 +2 .* equal by checksum")
                .containsPattern("public.comments +4,800 +2 .* equal by checksum")
                .containsPattern("total: 16 of 16 complete +20,000 +18 .* all equal by checksum")
                .contains("ended with success");
        try (var servers = Files.list(home.resolve("postgres"))) {
            assertThat(servers).isEmpty();
        }
    }

    @Test
    void tooFewRowsAreRefusedBeforeAnythingStarts() {
        var answer = Migrations.run(Map.of("DAGRUNR_HOME", home.toString()), "demo", "--rows", "10");
        assertThat(answer.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(answer.err()).isEqualTo("error: The demo cannot have 10 rows; ask for 5000 or more.\n");
        assertThat(home).isEmptyDirectory();
    }
}
