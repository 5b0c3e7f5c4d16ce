/**
 * The app's one HTTP port: JobRunr's dashboard under the paths its browser code expects, {@code /health}, and whatever
 * contexts are added. Each context has the same filters before it (headers, size, origin, errors) and the same
 * authenticator. What the pages show belongs elsewhere. Start reading at
 * {@link dev.dagrunr.dashboard.internal.web.DashboardServer}.
 */
@org.jspecify.annotations.NullMarked
package dev.dagrunr.dashboard.internal.web;
