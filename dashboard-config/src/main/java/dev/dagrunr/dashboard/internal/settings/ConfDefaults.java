package dev.dagrunr.dashboard.internal.settings;

import java.util.Map;
import java.util.TreeMap;

/**
 * What the environment says about the conf of a migration, under the names that conf uses. It holds only what is set; a
 * conf given with a run wins over it, and the DAG's own defaults stand behind it. Immutable.
 */
public record ConfDefaults(Map<String, Object> values) {
    public ConfDefaults {
        values = Map.copyOf(values);
    }

    /** The conf of a run: these defaults with what the user gave put over them. */
    public Map<String, Object> under(Map<String, ?> conf) {
        var merged = new TreeMap<String, Object>(values);
        merged.putAll(conf);
        return merged;
    }
}
