package dev.dagrunr.dag;

/** The parameters of a DAG that takes none. */
public record NoParams() {}
