/** How fast rows move, for the pages and the terminal alike. */
@NullMarked
package dev.dagrunr.dashboard.internal.progress;

import org.jspecify.annotations.NullMarked;
