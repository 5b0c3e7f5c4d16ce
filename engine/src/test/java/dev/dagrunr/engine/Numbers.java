package dev.dagrunr.engine;

/** Parameters of the DAGs under test. */
record Numbers(int count) {}
