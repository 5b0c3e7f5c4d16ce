package dev.dagrunr.dag.internal.schedule;

import java.time.Instant;

/** A sequence of moments without end in both directions. */
interface Beat {
    /** The first moment after {@code time}. */
    Instant after(Instant time);

    /** The last moment before {@code time}. */
    Instant before(Instant time);

    /** {@code time} itself when it is one of the moments, else the first after it. */
    Instant atOrAfter(Instant time);

    /** {@code time} itself when it is one of the moments, else the last before it. */
    Instant atOrBefore(Instant time);
}
