/** Puts pages, their live streams and the REST API onto the app's web server. */
@org.jspecify.annotations.NullMarked
package dev.dagrunr.dashboard.internal.site;
