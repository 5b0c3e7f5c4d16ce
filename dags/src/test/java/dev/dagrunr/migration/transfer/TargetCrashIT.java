package dev.dagrunr.migration.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dagrunr.testsupport.PostgresServer;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TargetCrashIT {
    private static PostgresServer server;
    private static Servers servers;

    @BeforeAll
    static void start() {
        server = PostgresServer.create();
        servers = Servers.of(server.createDatabase("source"), server.createDatabase("target"));
    }

    @AfterAll
    static void stop() {
        servers.close();
        server.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"unlogged", ""})
    void bringsBackWhatACrashEmptiedEvenOfPartitionsThatHadSucceeded(String kind) {
        var name = "crashed" + kind;
        Servers.execute(
                servers.source(),
                "create table public." + name + " (id int primary key)",
                "insert into public." + name + " select generate_series(1, 6000)");
        Servers.execute(servers.target(), "create " + kind + " table public." + name + " (id int)");
        var plan = new PartitionPlanner(servers.connections())
                .plan(servers.load(name, "id"), new PartitionPolicy(1, 1, 2));
        assertThat(plan).hasSize(2);
        var transfer = servers.transfer();
        var attempt = new Attempt("run", 3);

        transfer.run(plan.get(0), attempt, TransferListener.SILENT);
        server.crash();
        server.start();
        transfer.run(plan.get(1), attempt, TransferListener.SILENT);
        server.crash();
        server.start();

        var convert = new Attempt("run", 1);
        assertThat(transfer.convertToLogged(plan, convert, TransferListener.SILENT))
                .hasSize(kind.isEmpty() ? 0 : 2);
        assertThat(transfer.convertToLogged(plan, convert, TransferListener.SILENT))
                .isEmpty();
        server.crash();
        server.start();
        assertThat(servers.checksums(name)).matches(report -> report.passed(), "equal");
        assertThat(Servers.ask(servers.target(), "select count(*) from public." + name))
                .isEqualTo("6000");
        assertThat(List.of(plan.get(0).label(), plan.get(1).label()))
                .containsExactly("public." + name + " 1/2", "public." + name + " 2/2");
    }
}
