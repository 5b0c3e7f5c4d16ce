package dev.dagrunr.migration.transform;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The transformers that a conf can name. Immutable. */
public final class ReadyTransformers {
    /** The variable with the secret of {@code hash}; it is read on the node that moves the rows. */
    public static final String MASK_KEY = "DAGRUNR_MASK_KEY";

    private static final String CONSTANT = "constant:";
    private static final Map<String, Supplier<ColumnTransformer>> PLAIN = new TreeMap<>(Map.of(
            "null", Masks::toNull,
            "not_finite_to_null", Normalizations::notFiniteToNull,
            "infinite_dates_to_limits", Normalizations::infiniteDatesToLimits,
            "end_of_day_to_midnight", Normalizations::endOfDayToMidnight,
            "months_to_days", Normalizations::monthsToDays,
            "bytes_not_utf8_to_null", Normalizations::bytesNotUtf8ToNull,
            "backslash_n_to_null", Normalizations::backslashNToNull));

    private final @Nullable String maskKey;

    private ReadyTransformers(@Nullable String maskKey) {
        this.maskKey = maskKey;
    }

    /** @param environment normally {@code System.getenv()} */
    public static ReadyTransformers from(Map<String, String> environment) {
        return new ReadyTransformers(environment.get(MASK_KEY));
    }

    /** @throws IllegalArgumentException naming all there are, or what the environment lacks */
    public ColumnTransformer named(String name) {
        if (name.startsWith(CONSTANT)) {
            return Masks.constant(name.substring(CONSTANT.length()));
        }
        if (name.equals("hash")) {
            if (maskKey == null || maskKey.isEmpty()) {
                throw new IllegalArgumentException(
                        "The transformer 'hash' needs a secret; set " + MASK_KEY + " on every node");
            }
            return Masks.hash(maskKey);
        }
        var plain = PLAIN.get(name);
        if (plain == null) {
            throw new IllegalArgumentException("There is no transformer '" + name + "'; there are hash, constant:TEXT, "
                    + String.join(", ", PLAIN.keySet()));
        }
        return plain.get();
    }
}
