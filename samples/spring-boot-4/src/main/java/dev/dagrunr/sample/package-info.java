/** An application that embeds DagRunr. */
@NullMarked
package dev.dagrunr.sample;

import org.jspecify.annotations.NullMarked;
