/**
 * Tests of DAGs with JUnit: {@link dev.dagrunr.testing.TestedDag} in the process and without a database, {@link
 * dev.dagrunr.testing.TestEngine} on a real engine and PostgreSQL.
 */
@NullMarked
package dev.dagrunr.testing;

import org.jspecify.annotations.NullMarked;
