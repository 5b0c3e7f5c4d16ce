package dev.dagrunr.migration.transfer;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What matters of a type to its binary form. Immutable.
 *
 * @param signature equal for two types whose binary forms mean the same to both, when neither has an objection
 * @param objection why the binary form must not be forwarded; null when it may be
 * @param extension name and version of the first extension that it has a base type of; null when it has none
 * @param interval whether it has intervals inside
 * @param enums the labels of every enum inside, in the order in which they come
 * @param arrayOfOwnType whether it has arrays inside whose element type has another number on each server
 * @param xml whether it is xml, whose output function leaves parts of the value out
 */
record WireType(
        String label,
        String signature,
        @Nullable String objection,
        @Nullable String extension,
        boolean interval,
        List<List<String>> enums,
        boolean arrayOfOwnType,
        boolean xml) {

    /** Types that every server numbers alike; a composite's binary form holds its columns' numbers. */
    private static final long FIRST_NUMBER_THAT_VARIES = 10_000;

    /** Known by the names of objects, sent by their numbers. */
    private static final String OBJECT_NUMBER =
            "is sent in binary as an object's number, which differs between servers";

    private static final Set<String> UNRECEIVABLE = Set.of(
            "aclitem",
            "gtsvector",
            "pg_brin_bloom_summary",
            "pg_brin_minmax_multi_summary",
            "pg_dependencies",
            "pg_mcv_list",
            "pg_ndistinct",
            "pg_node_tree");

    static WireType of(long oid, Map<Long, CatalogType> catalog) {
        var type = type(oid, catalog);
        var parts = type.parts().stream().map(part -> of(part, catalog)).toList();
        return new WireType(
                type.label(),
                signature(type, parts),
                objection(type, parts, catalog),
                extension(type, parts),
                type.builtIn() && type.name().equals("interval")
                        || parts.stream().anyMatch(WireType::interval),
                enums(type, parts),
                parts.stream().anyMatch(WireType::arrayOfOwnType) || arrayOfOwn(type, catalog),
                (type.builtIn() && type.name().equals("xml"))
                        || (type.kind() == 'd' && parts.get(0).xml()));
    }

    /** Domains, enums, composites, ranges and arrays are sent alike by every server; a base type is its extension's. */
    private static @Nullable String extension(CatalogType type, List<WireType> parts) {
        if (!type.builtIn() && type.kind() == 'b') {
            return type.extension();
        }
        return parts.stream()
                .map(WireType::extension)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    private static List<List<String>> enums(CatalogType type, List<WireType> parts) {
        return type.kind() == 'e'
                ? List.of(type.labels())
                : parts.stream().flatMap(part -> part.enums().stream()).toList();
    }

    /**
     * Labels that a value here may have and there not, of the first enum that has such; for types of equal signatures.
     */
    List<String> labelsMissingIn(WireType other) {
        for (var i = 0; i < enums.size(); i++) {
            var missing = new ArrayList<>(enums.get(i));
            missing.removeAll(other.enums.get(i));
            if (!missing.isEmpty()) {
                return missing;
            }
        }
        return List.of();
    }

    private static String signature(CatalogType type, List<WireType> parts) {
        if (type.builtIn()) {
            return type.name();
        }
        var inside = parts.stream().map(WireType::signature).collect(Collectors.joining(", "));
        return switch (type.kind()) {
            case 'd' -> inside;
            case 'a' -> "array(" + inside + ")";
            case 'c' -> "composite(" + inside + ")";
            case 'e' -> "enum";
            case 'r' -> "range(" + inside + ")";
            case 'm' -> "multirange(" + inside + ")";
            default -> type.extension() + " " + type.name();
        };
    }

    private static @Nullable String objection(CatalogType type, List<WireType> parts, Map<Long, CatalogType> catalog) {
        var inside =
                parts.stream().map(WireType::objection).filter(Objects::nonNull).findFirst();
        if (inside.isPresent()) {
            return inside.get();
        }
        if (!type.sendsAndReceives() || (type.builtIn() && UNRECEIVABLE.contains(type.name()))) {
            return "has no binary form";
        }
        if (type.builtIn() && type.kind() == 'b') {
            return ofBuiltIn(type.name());
        }
        return switch (type.kind()) {
            case 'a', 'd', 'e', 'r', 'm' -> null;
            case 'c' -> ofComposite(type, catalog);
            case 'b' -> type.extension().isEmpty() ? "is a base type of no extension, so its form is not known" : null;
            default -> "is not a type of stored values";
        };
    }

    private static @Nullable String ofBuiltIn(String name) {
        if (name.startsWith("reg")) {
            return OBJECT_NUMBER;
        }
        return switch (name) {
            case "xml" -> "is changed by its binary form";
            // Stored and sent by every server, and refused by the function that receives it.
            case "tsquery" -> "cannot be received in binary when it is empty";
            default -> null;
        };
    }

    private static @Nullable String ofComposite(CatalogType type, Map<Long, CatalogType> catalog) {
        return type.parts().stream()
                        .allMatch(part -> part < FIRST_NUMBER_THAT_VARIES
                                && type(part, catalog).builtIn())
                ? null
                : "is a composite that holds user-defined types, which are sent by number";
    }

    private static boolean arrayOfOwn(CatalogType type, Map<Long, CatalogType> catalog) {
        return type.kind() == 'a' && !type(type.parts().get(0), catalog).builtIn();
    }

    private static CatalogType type(long oid, Map<Long, CatalogType> catalog) {
        return Objects.requireNonNull(catalog.get(oid));
    }
}
