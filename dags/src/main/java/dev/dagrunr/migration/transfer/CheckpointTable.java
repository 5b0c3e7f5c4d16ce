package dev.dagrunr.migration.transfer;

/**
 * Where the checkpoints of a table are. A crash of the server empties unlogged tables; a checkpoint that outlived its rows
 * would lose them, so it is kept in a table that is emptied together with them, by the same recovery.
 */
enum CheckpointTable {
    LOGGED("dagrunr_transfer.checkpoint"),
    UNLOGGED("dagrunr_transfer.checkpoint_unlogged");

    private final String sqlName;

    CheckpointTable(String sqlName) {
        this.sqlName = sqlName;
    }

    static CheckpointTable of(TargetTable table) {
        return table.unlogged() ? UNLOGGED : LOGGED;
    }

    /** The statement with every {@code :checkpoint} replaced by this table. */
    String in(String sql) {
        return sql.replace(":checkpoint", sqlName);
    }
}
