/**
 * The operator's pages: each is made on the server, as HTML without scripts or styles inside, and read by the browser again
 * as a whole or, while it is open, in parts. What is shown comes from {@link dev.dagrunr.engine.view.View}. Start reading at
 * {@link dev.dagrunr.dashboard.internal.page.Pages}.
 */
@org.jspecify.annotations.NullMarked
package dev.dagrunr.dashboard.internal.page;
