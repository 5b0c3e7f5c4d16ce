package dev.dagrunr.dag.internal.model;

/** What a task wants of the run before, by logical date. */
public enum Past {
    IGNORED,
    /** That the same task succeeded there, or was skipped. */
    OWN,
    /** And the tasks directly after it, too. */
    OWN_AND_NEXT
}
