package dev.dagrunr.migration;

/** Whether tables are loaded UNLOGGED, without write-ahead log, and made durable afterwards. */
public enum UnloggedTables {
    /** Where it is faster as a whole. That is never the case yet: SET LOGGED writes more than the load saves. */
    AUTO,
    TRUE,
    FALSE
}
