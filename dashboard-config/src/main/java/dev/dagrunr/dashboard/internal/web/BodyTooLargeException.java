package dev.dagrunr.dashboard.internal.web;

import java.io.IOException;

/** A body whose length was not announced turned out to be larger than allowed. */
final class BodyTooLargeException extends IOException {
    static final String SENTENCE = "The request is larger than 1 MiB.";

    BodyTooLargeException() {
        super(SENTENCE);
    }
}
