package dev.dagrunr.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dagrunr.dag.RunState;
import dev.dagrunr.engine.RunHandle;
import dev.dagrunr.engine.TaskInstanceInfo;
import dev.dagrunr.testsupport.Database;
import dev.dagrunr.testsupport.PostgresExtension;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MigrationIT {
    private static final String SMALL_PARTS =
            "\"partition_threshold\": 10000, \"max_partitions\": 8, \"chunk_size\": 1500";

    @RegisterExtension
    static final PostgresExtension POSTGRES = PostgresExtension.create();

    private static Database source;

    private Database target;
    private Site site;

    @BeforeAll
    static void createSource() {
        source = POSTGRES.createDatabase();
        VariedSchema.create(source);
    }

    @BeforeEach
    void open() {
        target = POSTGRES.createDatabase();
        site = Site.open(POSTGRES.database(), Site.environment(source, target));
    }

    @AfterEach
    void close() {
        site.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"true", "false", "\"auto\""})
    void leavesATargetThatIsLikeTheSource(String unlogged) throws InterruptedException {
        var run = site.migrate("{%s, \"use_unlogged_tables\": %s, \"validation_mode\": \"checksum\"}"
                .formatted(SMALL_PARTS, unlogged));

        assertSucceeded(run);
        assertThat(Checksums.of(target, "public")).hasSize(11).isEqualTo(Checksums.of(source, "public"));
        assertThat(Catalog.of(target, "public")).containsExactlyElementsOf(Catalog.of(source, "public"));
        assertThat(Sql.list(target, "select nspname from pg_namespace where nspname ~ 'dagrunr'"))
                .isEmpty();
    }

    private static void assertSucceeded(RunHandle run) {
        assertThat(run.state()).as(() -> Site.text(run)).isEqualTo(RunState.SUCCESS);
        assertThat(run.tasks()).extracting(TaskInstanceInfo::tryNumber).containsOnly(1);
    }
}
