package dev.dagrunr.migration.ddl;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dagrunr.migration.schema.Column;
import dev.dagrunr.migration.schema.ColumnTuning;
import dev.dagrunr.migration.schema.ColumnType;
import dev.dagrunr.migration.schema.ForeignKey;
import dev.dagrunr.migration.schema.Identity;
import dev.dagrunr.migration.schema.Index;
import dev.dagrunr.migration.schema.Key;
import dev.dagrunr.migration.schema.Lineage;
import dev.dagrunr.migration.schema.ObjectName;
import dev.dagrunr.migration.schema.Persistence;
import dev.dagrunr.migration.schema.Sequence;
import dev.dagrunr.migration.schema.Table;
import dev.dagrunr.migration.schema.TableSize;
import dev.dagrunr.migration.schema.TableStorage;
import java.util.List;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;

class TargetDdlTest {
    private static final ObjectName NAME = new ObjectName("old", "we\"ird; drop table x --");

    private final TargetDdl ddl = new TargetDdl(SchemaMapping.of("old", "new"), List.of());

    @Test
    void writesATableWithIdentityDefaultAndStorage() {
        assertThat(sql(ddl.createTable(table(), Persistence.UNLOGGED))).containsExactly("""
                        create unlogged table "new"."we""ird; drop table x --" (
                            "SELECT" integer generated always as identity (sequence name "new"."q" start with 5 \
                        increment by -1 minvalue -9 maxvalue 9 cache 2 cycle) constraint "nn" not null,
                            "ünï" "new".mood collate "pg_catalog"."C" default 'a'::"new".mood
                        ) with ("fillfactor" = '70', toast."autovacuum_enabled" = 'false')""", """
                        alter table only "new"."we""ird; drop table x --" alter column "ünï" set statistics 7""");
    }

    @Test
    void buildsTheIndexOfAKeyFirst() {
        assertThat(sql(ddl.primaryKey(table())))
                .containsExactly(
                        "CREATE UNIQUE INDEX pk ON \"new\".\"we\"\"ird; drop table x --\" USING btree (\"SELECT\")",
                        "alter table \"new\".\"we\"\"ird; drop table x --\" add constraint \"pk\" primary key"
                                + " using index \"pk\" deferrable initially deferred");
    }

    @Test
    void addsForeignKeysBeforeTheyAreChecked() {
        assertThat(sql(ddl.addForeignKeys(table())))
                .containsExactly("alter table \"new\".\"we\"\"ird; drop table x --\" add constraint \"fk\""
                        + " FOREIGN KEY (a) REFERENCES \"new\".t(b) ON DELETE CASCADE not valid");
        assertThat(ddl.validateForeignKeys(table()))
                .singleElement()
                .extracting(DdlStatement::further, InstanceOfAssertFactories.list(String.class))
                .last()
                .isEqualTo("alter table \"new\".\"we\"\"ird; drop table x --\" validate constraint \"fk\"");
    }

    @Test
    void setsPositionsBySerialColumnAndBySequence() {
        var sequence = new Sequence(
                new ObjectName("old", "it's"),
                Persistence.PERMANENT,
                options(),
                new Sequence.Position(4, false),
                new Sequence.Owner(NAME, "ünï"),
                null);
        assertThat(sql(ddl.giveSequences(List.of(sequence))))
                .containsExactly(
                        "alter sequence \"new\".\"it's\" owned by \"new\".\"we\"\"ird; drop table x --\".\"ünï\"");
        assertThat(sql(ddl.finishSequences(List.of(sequence))))
                .containsExactly("select pg_catalog.setval('\"new\".\"it''s\"'::pg_catalog.regclass, 4, false)");
        assertThat(sql(ddl.finishTable(table())))
                .startsWith("select pg_catalog.setval(pg_catalog.pg_get_serial_sequence("
                        + "'\"new\".\"we\"\"ird; drop table x --\"', 'SELECT')::pg_catalog.regclass, 7, true)");
    }

    @Test
    void leavesAnUnloggedTableUnlogged() {
        assertThat(ddl.setLogged(table())).hasSize(1);
        var unlogged = new Table(
                NAME,
                Persistence.UNLOGGED,
                table().size(),
                Lineage.NONE,
                table().storage(),
                List.of(),
                null,
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                null);
        assertThat(ddl.setLogged(unlogged)).isEmpty();
    }

    private static List<String> sql(List<DdlStatement> statements) {
        return statements.stream().map(DdlStatement::sql).toList();
    }

    private static Table table() {
        var index = new Index(
                "pk",
                "CREATE UNIQUE INDEX pk ON old.\"we\"\"ird; drop table x --\" USING btree (\"SELECT\")",
                "btree",
                true,
                0,
                null,
                null);
        return new Table(
                NAME,
                Persistence.PERMANENT,
                new TableSize(0, 0, 0),
                Lineage.NONE,
                new TableStorage(
                        "heap",
                        List.of("fillfactor=70", "toast.autovacuum_enabled=false"),
                        TableStorage.ReplicaIdentity.DEFAULT,
                        null,
                        null),
                List.of(identityColumn(), enumColumn()),
                new Key("pk", List.of("SELECT"), "PRIMARY KEY (\"SELECT\")", true, true, false, index, null),
                List.of(),
                List.of(),
                List.of(new ForeignKey(
                        "fk",
                        List.of("a"),
                        new ObjectName("old", "t"),
                        List.of("b"),
                        "FOREIGN KEY (a) REFERENCES old.t(b) ON DELETE CASCADE",
                        true,
                        null)),
                List.of(),
                null);
    }

    private static Column identityColumn() {
        var int4 = new ObjectName("pg_catalog", "int4");
        var sequence = new Sequence(
                new ObjectName("old", "q"),
                Persistence.PERMANENT,
                options(),
                new Sequence.Position(7, true),
                null,
                null);
        return new Column(
                "SELECT",
                new ColumnType("integer", int4, ColumnType.Kind.BASE, List.of(int4), true),
                null,
                true,
                new Column.NotNull("nn", true, null),
                null,
                Column.Generation.NONE,
                new Identity(Identity.Kind.ALWAYS, sequence),
                true,
                new ColumnTuning(null, null, null, List.of()),
                null);
    }

    private static Column enumColumn() {
        var mood = new ObjectName("old", "mood");
        return new Column(
                "ünï",
                new ColumnType("old.mood", mood, ColumnType.Kind.ENUM, List.of(mood), true),
                new ObjectName("pg_catalog", "C"),
                false,
                null,
                "'a'::old.mood",
                Column.Generation.NONE,
                null,
                true,
                new ColumnTuning(null, null, 7, List.of()),
                null);
    }

    private static Sequence.Options options() {
        return new Sequence.Options("integer", 5, -1, -9, 9, 2, true);
    }
}
