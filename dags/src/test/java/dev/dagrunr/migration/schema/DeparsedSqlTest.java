package dev.dagrunr.migration.schema;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeparsedSqlTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            old.mood[]                                | "new".mood[]
            nextval('old.t_id_seq'::regclass)         | nextval('"new".t_id_seq'::regclass)
            nextval('old."T; x"'::regclass)           | nextval('"new"."T; x"'::regclass)
            'old.f(old.t,integer)'::regprocedure      | '"new".f("new".t,integer)'::regprocedure
            'old'::regnamespace                       | '"new"'::regnamespace
            FOREIGN KEY (a) REFERENCES old."we""ird"(b) | FOREIGN KEY (a) REFERENCES "new"."we""ird"(b)
            CREATE INDEX i ON old.t USING btree (old.f(a) old.ops) | CREATE INDEX i ON "new".t USING btree ("new".f(a) "new".ops)
            CHECK ((a OPERATOR(old.*) b) > 1.5)       | CHECK ((a OPERATOR("new".*) b) > 1.5)
            other.f('x'::old.mood)                    | other.f('x'::"new".mood)
            "old".f()                                 | "new".f()
            """)
    void renamesTheSchemaOfNames(String source, String target) {
        assertThat(renamed(source)).isEqualTo(target);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            'old.t'::text
            'it''s old.t'::text
            (old).old > 1
            (a).old.b
            old > 1.5
            (old.* IS NOT NULL)
            "Old".f()
            "x.old.y"
            '\\old.t'::text
            """)
    void leavesAllElse(String source) {
        assertThat(renamed(source)).isEqualTo(source);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            "new"."T; x"                              | new."T; x"
            nextval('"new".t_id_seq'::regclass)       | nextval('new.t_id_seq'::regclass)
            nextval('"new"."T; x"'::regclass)         | nextval('new."T; x"'::regclass)
            '"new"'::regnamespace                     | 'new'::regnamespace
            '"new".t'::text                           | '"new".t'::text
            """)
    void comparesNamesWithoutQuotesThatTheyDoNotNeed(String quoted, String bare) {
        assertThat(DeparsedSql.bare(quoted)).isEqualTo(bare);
        assertThat(DeparsedSql.bare(bare)).isEqualTo(bare);
    }

    @Test
    void keepsQuotingOfHostileNames() {
        var text = "\"sch\"\"e; ma\".f('it''s', \"a.b\".\"c\"\"d\")";
        var renamed =
                new DeparsedSql(text).withSchemas((schema, name) -> schema.equals("sch\"e; ma") ? "n\"w" : schema);
        assertThat(renamed).isEqualTo("\"n\"\"w\".f('it''s', \"a.b\".\"c\"\"d\")");
    }

    @Test
    void listsTheNamesThatItRefersTo() {
        var text = "old.f(a, 'ext.t'::regclass) OPERATOR(ext.@@) old.\"G h\"(1.5)";
        assertThat(new DeparsedSql(text).references())
                .containsExactly(
                        new ObjectName("old", "f"),
                        new ObjectName("ext", "t"),
                        new ObjectName("ext", "@@"),
                        new ObjectName("old", "G h"));
    }

    private static String renamed(String text) {
        return new DeparsedSql(text).withSchemas((schema, name) -> schema.equals("old") ? "new" : schema);
    }
}
