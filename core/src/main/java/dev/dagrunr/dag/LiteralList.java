package dev.dagrunr.dag;

import java.util.List;

/** The list of {@link Expandable#of}. */
record LiteralList<E>(List<E> elements) implements Expandable<E> {
    LiteralList {
        elements = List.copyOf(elements);
    }
}
