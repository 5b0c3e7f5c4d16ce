/**
 * PostgreSQL for our own tests: a fresh database per test class, and servers that a crash test may kill.
 *
 * <p>Start at {@link dev.dagrunr.testsupport.PostgresExtension}; take {@link dev.dagrunr.testsupport.PostgresServer}
 * when the server itself is the subject. Nothing here knows a DAG: the modules under test depend on this one, at test
 * scope, and it depends on none of them.
 */
@NullMarked
package dev.dagrunr.testsupport;

import org.jspecify.annotations.NullMarked;
