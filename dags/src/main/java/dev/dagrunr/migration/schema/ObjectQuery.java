package dev.dagrunr.migration.schema;

/**
 * A query for the objects of one catalog, with the statements that create each. Its one parameter is the array of the
 * selected schemas; its columns are {@code oid} and {@code statements}. Immutable.
 *
 * @param catalog such as {@code pg_proc}
 * @param scope which selections the objects belong to
 * @param since the first {@code server_version_num} that has the catalog
 */
record ObjectQuery(String catalog, Scope scope, int since, String sql) {
    /** Whether objects live in a schema, or in the database beside all schemas. */
    enum Scope {
        SCHEMA,
        /** In a schema, but with the database also those that lead from one type of the server to another. */
        TYPES,
        DATABASE
    }

    static ObjectQuery ofSchemas(String catalog, String sql) {
        return new ObjectQuery(catalog, Scope.SCHEMA, 0, sql);
    }

    static ObjectQuery ofTypes(String catalog, String sql) {
        return new ObjectQuery(catalog, Scope.TYPES, 0, sql);
    }

    static ObjectQuery ofDatabase(String catalog, String sql) {
        return new ObjectQuery(catalog, Scope.DATABASE, 0, sql);
    }
}
