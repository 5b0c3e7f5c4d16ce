/**
 * The bodies of the tasks of both DAGs, and the records that travel between them. A step decides what to do with which
 * table; how it is done is in the packages beside this one. Each step may run again after a crash anywhere in it.
 */
@org.jspecify.annotations.NullMarked
package dev.dagrunr.migration.step;
