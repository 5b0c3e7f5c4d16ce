/**
 * Sends what has changed to pages that are open. One thread looks at all watched pages, each at most once a second however
 * many browsers watch it; a stream that ends leaves nothing behind. Start reading at
 * {@link dev.dagrunr.dashboard.internal.live.LivePages}.
 */
@org.jspecify.annotations.NullMarked
package dev.dagrunr.dashboard.internal.live;
