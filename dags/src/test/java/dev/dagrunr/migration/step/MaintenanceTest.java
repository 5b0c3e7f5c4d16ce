package dev.dagrunr.migration.step;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dagrunr.migration.ddl.DdlStatement;
import dev.dagrunr.migration.ddl.SchemaMapping;
import dev.dagrunr.migration.ddl.TargetDdl;
import dev.dagrunr.migration.schema.ForeignKey;
import dev.dagrunr.migration.schema.Index;
import dev.dagrunr.migration.schema.Key;
import dev.dagrunr.migration.schema.Lineage;
import dev.dagrunr.migration.schema.ObjectName;
import dev.dagrunr.migration.schema.Persistence;
import dev.dagrunr.migration.schema.Table;
import dev.dagrunr.migration.schema.TableSize;
import dev.dagrunr.migration.schema.TableStorage;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MaintenanceTest {
    private static final TargetDdl DDL = new TargetDdl(SchemaMapping.same(), List.of());

    @Test
    void buildsAllIndexesForThemselvesAndTheCostliestFirst() {
        var posts = table("posts", 700, List.of(), index("posts_text", "gin", 30), index("posts_date", "btree", 20));
        var votes = table("votes", 500, List.of(), index("votes_post", "btree", 100));

        assertThat(Maintenance.indexes(DDL, List.of(posts, votes)))
                .extracting(Maintenance.Job::name)
                .containsExactly(
                        "public.posts posts_text",
                        "public.votes votes_post",
                        "public.posts posts_pkey",
                        "public.votes votes_pkey",
                        "public.posts posts_date");
    }

    @Test
    void beginsEarlyWithTheLargeIndexesOfATable() {
        var posts = table(
                "posts",
                700,
                List.of(),
                index("posts_date", "btree", 2 << 20),
                index("posts_text", "gin", 1 << 20),
                index("posts_small", "btree", 1 << 19));
        var empty = table("empty", 0, List.of());

        var early = Maintenance.early(DDL, List.of(posts, empty));

        assertThat(early.get(posts.name()).indexes())
                .extracting(IndexJob::name)
                .containsExactly("public.posts posts_text", "public.posts posts_date");
        assertThat(early.get(empty.name()).isNothing()).isTrue();
    }

    @Test
    void takesABlockRangeIndexForAsLargeAsTheTableThatIsReadForIt() {
        var log = table(
                "log", 64 << 20, List.of(), index("log_date", "brin", 24 << 10), index("log_id", "btree", 9 << 20));

        assertThat(Maintenance.early(DDL, List.of(log)).get(log.name()).indexes())
                .extracting(IndexJob::name)
                .containsExactly("public.log log_id", "public.log log_pkey", "public.log log_date");
    }

    @Test
    void bringsStatisticsUpToDateEarlyButThoseOfFamiliesWhenAllOfThemAreThere() {
        var alone = table("alone", 2 << 20, List.of());
        var parent = table("parent", 2 << 20, List.of());
        var child = childOf(parent, table("child", 2 << 20, List.of()));

        var early = Maintenance.early(DDL, List.of(alone, parent, child));

        assertThat(purposes(early.get(alone.name()).statistics())).containsExactly("Analyzing public.alone");
        assertThat(early.get(parent.name()).statistics()).isEmpty();
        assertThat(purposes(early.get(child.name()).statistics())).containsExactly("Analyzing public.child");
    }

    private static List<String> purposes(List<DdlStatement> statements) {
        return statements.stream().map(DdlStatement::purpose).toList();
    }

    private static Table childOf(Table parent, Table table) {
        return new Table(
                table.name(),
                table.persistence(),
                table.size(),
                new Lineage(List.of(parent.name()), null, null, null),
                table.storage(),
                table.columns(),
                table.primaryKey(),
                table.uniqueKeys(),
                table.constraints(),
                table.foreignKeys(),
                table.indexes(),
                table.comment());
    }

    @Test
    void putsManySmallIndexesTogetherBehindTheLargeOnes() {
        var tables = new ArrayList<>(List.of(table("large", 700, List.of(), index("large_date", "btree", 2 << 20))));
        IntStream.range(0, 100).forEach(i -> tables.add(table("t" + i, 10, List.of())));

        var jobs = Maintenance.indexes(DDL, tables);

        assertThat(jobs).extracting(Maintenance.Job::together).containsExactly(false, true, true, true, true);
        assertThat(jobs).extracting(job -> job.statements().size()).containsExactly(1, 32, 32, 32, 5);
        assertThat(jobs).extracting(Maintenance.Job::name).doesNotHaveDuplicates();
    }

    @Test
    void checksTheConstraintsOfATableInOneJob() {
        var users = table("users", 50, List.of());
        var votes = table("votes", 500, List.of(reference("votes", "users"), reference("votes", "posts")));
        var posts = table("posts", 700, List.of(reference("posts", "users")));

        assertThat(Maintenance.constraints(DDL, List.of(users, votes, posts), Function.identity()))
                .satisfiesExactly(
                        job -> {
                            assertThat(job.name()).isEqualTo("public.votes");
                            assertThat(job.statements()).hasSize(2);
                        },
                        job -> assertThat(job.name()).isEqualTo("public.posts"));
    }

    @Test
    void leavesOutConstraintsThatCannotBeChecked() {
        var votes = table("votes", 500, List.of(reference("votes", "posts")));

        assertThat(Maintenance.constraints(DDL, List.of(votes), table -> table.withForeignKeys(List.of())))
                .isEmpty();
    }

    private static Table table(String name, long bytes, List<ForeignKey> foreignKeys, Index... indexes) {
        return new Table(
                new ObjectName("public", name),
                Persistence.PERMANENT,
                new TableSize(bytes, bytes, bytes),
                Lineage.NONE,
                new TableStorage("heap", List.of(), TableStorage.ReplicaIdentity.DEFAULT, null, null),
                List.of(),
                new Key(
                        name + "_pkey",
                        List.of("id"),
                        "PRIMARY KEY (id)",
                        false,
                        false,
                        false,
                        index(name + "_pkey", "btree", bytes / 10),
                        null),
                List.of(),
                List.of(),
                foreignKeys,
                List.of(indexes),
                null);
    }

    private static Index index(String name, String method, long bytes) {
        return new Index(
                name,
                "CREATE INDEX " + name + " ON public.t USING " + method + " (c)",
                method,
                false,
                bytes,
                null,
                null);
    }

    private static ForeignKey reference(String from, String to) {
        return new ForeignKey(
                from + "_" + to,
                List.of("id"),
                new ObjectName("public", to),
                List.of("id"),
                "FOREIGN KEY (id) REFERENCES public." + to + "(id)",
                true,
                null);
    }
}
