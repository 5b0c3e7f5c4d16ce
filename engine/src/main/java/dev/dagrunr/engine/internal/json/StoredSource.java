package dev.dagrunr.engine.internal.json;

import dev.dagrunr.dag.internal.model.Expansion;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The lists that a mapped task is expanded over, as they are stored: enough to know how many elements there are, without the
 * functions that make something of them.
 *
 * @param task whose list or values it is
 * @param width how many elements a list has that is known beforehand
 * @param parts the lists that it is made of
 */
record StoredSource(
        Kind kind,
        @Nullable String task,
        @Nullable Integer width,
        @Nullable List<StoredSource> parts) {
    enum Kind {
        LIST_OF,
        VALUES_OF,
        ELEMENTS_OF,
        LITERAL,
        CROSS,
        ZIP,
        ZIP_LONGEST,
        MAP,
        CONCAT
    }

    static StoredSource of(Expansion.Source source) {
        if (source instanceof Expansion.ListOf list) {
            return new StoredSource(Kind.LIST_OF, list.taskId(), null, null);
        }
        if (source instanceof Expansion.ValuesOf values) {
            return new StoredSource(Kind.VALUES_OF, values.taskId(), null, null);
        }
        if (source instanceof Expansion.ElementsOf elements) {
            return new StoredSource(Kind.ELEMENTS_OF, elements.taskId(), null, null);
        }
        if (source instanceof Expansion.Literal literal) {
            return new StoredSource(Kind.LITERAL, null, literal.elements().size(), null);
        }
        if (source instanceof Expansion.Cross cross) {
            return of(Kind.CROSS, cross.first(), cross.second());
        }
        if (source instanceof Expansion.Zip zip) {
            return of(Kind.ZIP, zip.first(), zip.second());
        }
        if (source instanceof Expansion.ZipLongest zip) {
            return of(Kind.ZIP_LONGEST, zip.first(), zip.second());
        }
        if (source instanceof Expansion.Concat concat) {
            return of(Kind.CONCAT, concat.first(), concat.second());
        }
        return of(Kind.MAP, ((Expansion.Changed) source).source());
    }

    private static StoredSource of(Kind kind, Expansion.Source... parts) {
        return new StoredSource(
                kind, null, null, List.of(parts).stream().map(StoredSource::of).toList());
    }

    /** What decides which element has which index. */
    StoredSource placing() {
        return kind == Kind.LITERAL ? new StoredSource(kind, null, null, null) : this;
    }

    Expansion.Source restore() {
        return switch (kind) {
            case LIST_OF -> new Expansion.ListOf(taskId());
            case VALUES_OF -> new Expansion.ValuesOf(taskId());
            case ELEMENTS_OF -> new Expansion.ElementsOf(taskId());
            case LITERAL -> new Expansion.Literal(Collections.nCopies(width == null ? 0 : width, ""));
            case CROSS -> new Expansion.Cross(part(0), part(1), StoredSource::noPair);
            case ZIP -> new Expansion.Zip(part(0), part(1), StoredSource::noPair);
            case ZIP_LONGEST ->
                new Expansion.ZipLongest(
                        part(0), part(1), StoredSource::noElement, StoredSource::noElement, StoredSource::noPair);
            case MAP -> new Expansion.Changed(part(0), element -> noElement());
            case CONCAT -> new Expansion.Concat(part(0), part(1));
        };
    }

    private String taskId() {
        if (task == null) {
            throw new IllegalStateException("A stored list of kind " + kind + " names no task");
        }
        return task;
    }

    private Expansion.Source part(int position) {
        if (parts == null || parts.size() <= position) {
            throw new IllegalStateException("A stored list of kind " + kind + " lacks a part");
        }
        return parts.get(position).restore();
    }

    private static Object noPair(@Nullable Object first, @Nullable Object second) {
        return noElement();
    }

    private static Object noElement() {
        throw new IllegalStateException("A stored shape has no code");
    }
}
