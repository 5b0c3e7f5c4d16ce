/**
 * The runnable app: {@link dev.dagrunr.dashboard.DagrunrApp} is its main class. Everything else lives below
 * {@code internal}: the commands ({@code cli}), what they read from the environment ({@code settings}), the web server
 * ({@code web}), the PostgreSQL servers that come with the app ({@code postgres}) and the demo's data ({@code demo}).
 * Nothing here decides when a task runs; that is the engine's. Start reading at {@code DagrunrApp}.
 */
@org.jspecify.annotations.NullMarked
package dev.dagrunr.dashboard;
