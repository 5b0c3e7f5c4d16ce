package dev.dagrunr.dashboard.internal.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class ListingTest {
    private final Listing runs = Listing.of("run_id", "state", "rows", "tables")
            .row("manual__1", "success", 1_200, List.of("votes"))
            .row("a \"quoted\"\nname: yes", null, 7, List.of());

    @Test
    void aTableHasAHeaderAndNumbersToTheRight() {
        assertThat(printed(OutputFormat.table, OptionalInt.empty())).isEqualTo("""
                        RUN_ID                STATE    ROWS  TABLES
                        manual__1             success  1200  ["votes"]
                        a "quoted" name: yes              7  []
                        """);
    }

    @Test
    void aTableFitsTheTerminalByCuttingItsWidestColumns() {
        var narrow = printed(OutputFormat.table, OptionalInt.of(32));
        assertThat(narrow.lines()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(32));
        assertThat(narrow).contains("…");
    }

    @Test
    void jsonKeepsTypes() {
        assertThat(printed(OutputFormat.json, OptionalInt.empty())).isEqualTo("""
                        [{"run_id":"manual__1","state":"success","rows":1200,"tables":["votes"]},\
                        {"run_id":"a \\"quoted\\"\\nname: yes","state":null,"rows":7,"tables":[]}]
                        """);
    }

    @Test
    void yamlQuotesTextsSoThatNoneIsTakenForSomethingElse() {
        assertThat(printed(OutputFormat.yaml, OptionalInt.empty())).isEqualTo("""
                        - run_id: "manual__1"
                          state: "success"
                          rows: 1200
                          tables: ["votes"]
                        - run_id: "a \\"quoted\\"\\nname: yes"
                          state: null
                          rows: 7
                          tables: []
                        """);
    }

    @Test
    void plainIsOneRecordALine() {
        assertThat(printed(OutputFormat.plain, OptionalInt.of(20)))
                .isEqualTo("manual__1\tsuccess\t1200\t[\"votes\"]\na \"quoted\" name: yes\t\t7\t[]\n");
    }

    @Test
    void nothingToListIsSaidInEachFormat() {
        var terminal = RecordingTerminal.ofWidth(OptionalInt.empty());
        for (var format : OutputFormat.values()) {
            Listing.of("id").print(format, terminal.terminal());
        }
        assertThat(terminal.out()).isEqualTo("none\n[]\n[]\n");
    }

    private String printed(OutputFormat format, OptionalInt width) {
        var terminal = RecordingTerminal.ofWidth(width);
        runs.print(format, terminal.terminal());
        return terminal.out();
    }
}
