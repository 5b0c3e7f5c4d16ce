package dev.dagrunr.migration.ddl;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;

/**
 * A database of a little of everything, by its seed alone: its statements in an order in which they can be run, each by
 * itself. A few may be refused by the server; they are left out then. Confined to one thread.
 */
final class RandomSchema {
    static final List<String> ROLES = List.of("\"dagrunr_te\"\"st; --\"", "\"dagrunr_%s te'st\"");

    final Random random;
    final RandomNames names;
    final int version;
    private final List<String> statements = new ArrayList<>();
    final List<String> schemas = new ArrayList<>();
    final List<ColumnKind> types = new ArrayList<>();
    final List<String> collations = new ArrayList<>();
    final List<String> sequences = new ArrayList<>();
    final List<String> triggerFunctions = new ArrayList<>();
    /** Of one integer, immutable. */
    final List<String> functions = new ArrayList<>();

    final List<Table> tables = new ArrayList<>();

    /** @param version of the server, such as 15 */
    RandomSchema(long seed, int version) {
        this.random = new Random(seed);
        this.names = new RandomNames(random);
        this.version = version;
    }

    List<String> statements() {
        say("create table public.canary (alive boolean)");
        say("insert into public.canary values (true)");
        for (int i = 0; i < 1 + random.nextInt(3); i++) {
            schemas.add(names.name());
            say("create schema " + schemas.get(i));
        }
        new RandomTypes(this).create();
        times(3, this::sequence);
        new RandomRoutines(this).create();
        new RandomTables(this).create();
        new RandomObjects(this).create();
        return statements;
    }

    private void sequence() {
        var name = newName();
        var type = pick("smallint", "integer", "bigint");
        say("create " + (version >= 15 && chance(5) ? "unlogged " : "") + "sequence " + name + " as " + type
                + pick("", " increment by -3", " increment 7") + pick("", " cache 5") + pick("", " cycle")
                + pick("", " minvalue -99 maxvalue 99 start 5"));
        sequences.add(name);
        describe("sequence " + name);
    }

    void say(String statement) {
        statements.add(statement);
    }

    void describe(String object) {
        if (chance(4)) {
            say("comment on " + object + " is " + names.text());
        }
    }

    String newName() {
        return schema() + "." + names.name();
    }

    String schema() {
        return pick(schemas);
    }

    boolean chance(int of) {
        return random.nextInt(of) == 0;
    }

    void times(int most, Runnable what) {
        for (int i = random.nextInt(most + 1); i > 0; i--) {
            what.run();
        }
    }

    @SafeVarargs
    final <T> T pick(T... those) {
        return those[random.nextInt(those.length)];
    }

    <T> T pick(List<T> those) {
        return those.get(random.nextInt(those.size()));
    }

    /** One of those that fit, or what there is always. */
    ColumnKind type(Supplier<ColumnKind> always) {
        return types.isEmpty() || chance(2) ? always.get() : pick(types);
    }

    /**
     * A type that a column may have.
     *
     * @param value an expression of it
     * @param ordered whether it can be in a key
     */
    record ColumnKind(String name, String value, boolean ordered, boolean text) {}

    record Column(String name, ColumnKind type, boolean generated) {}

    /** @param plain neither partitioned, a partition nor one of a family */
    record Table(String schema, String name, List<Column> columns, boolean plain, List<String> unique) {
        String quoted() {
            return schema + "." + name;
        }
    }
}
