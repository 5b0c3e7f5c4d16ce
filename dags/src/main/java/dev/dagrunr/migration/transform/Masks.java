package dev.dagrunr.migration.transform;

import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/** Transformers that hide values, for copies of production data. Thread-safe. */
public final class Masks {
    private static final String ALGORITHM = "HmacSHA256";
    private static final List<String> TEXTS = List.of("text", "character varying", "character", "citext");
    private static final Pattern LENGTH = Pattern.compile("\\((\\d+)\\)$");

    private Masks() {}

    /** NULL instead of every value. */
    public static ColumnTransformer toNull() {
        return (value, column) -> null;
    }

    /** The same text instead of every value; NULL stays NULL. */
    public static ColumnTransformer constant(String text) {
        return (value, column) -> value == null ? null : text;
    }

    /**
     * The keyed hash (HMAC-SHA256) of each value in hexadecimal digits, cut to the column's length; NULL stays NULL. Equal
     * values stay equal, also between tables, so joins hold; without the key nobody finds values by trying. Serves columns of
     * text and of uuid.
     *
     * @param key a secret that does not leave the nodes
     */
    public static ColumnTransformer hash(String key) {
        if (key.isEmpty()) {
            throw new IllegalArgumentException("The key of a hash mask is empty; give it some 32 characters of chance");
        }
        return new Hash(new SecretKeySpec(key.getBytes(StandardCharsets.UTF_8), ALGORITHM));
    }

    private record Hash(SecretKeySpec key) implements ColumnTransformer {
        @Override
        public void check(SourceColumn column) {
            var base = LENGTH.matcher(column.type()).replaceFirst("");
            if (!base.equals("uuid")
                    && TEXTS.stream().noneMatch(text -> base.equals(text) || base.endsWith("." + text))) {
                throw new IllegalArgumentException("Column " + column + " has type " + column.type()
                        + ", which cannot hold a hash; mask it by null or constant");
            }
        }

        @Override
        public @Nullable String transform(@Nullable String value, SourceColumn column) {
            if (value == null) {
                return null;
            }
            var digits = HexFormat.of().formatHex(mac().doFinal(value.getBytes(StandardCharsets.UTF_8)));
            if (column.type().equals("uuid")) {
                return digits.substring(0, 32);
            }
            var length = LENGTH.matcher(column.type());
            return length.find()
                    ? digits.substring(0, Math.min(digits.length(), Integer.parseInt(length.group(1))))
                    : digits;
        }

        private Mac mac() {
            try {
                var mac = Mac.getInstance(ALGORITHM);
                mac.init(key);
                return mac;
            } catch (NoSuchAlgorithmException | InvalidKeyException e) {
                throw new IllegalStateException("Every Java runtime has " + ALGORITHM, e);
            }
        }

        @Override
        public String toString() {
            return "hash";
        }
    }
}
