package dev.dagrunr.dashboard.internal.cli;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.dagrunr.dag.Dag;
import dev.dagrunr.dag.Param;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The keys that the conf of a DAG takes, with what they are when a conf leaves them out. */
record ConfKeys(List<Key> keys) {
    private static final PropertyNamingStrategies.SnakeCaseStrategy NAMING =
            new PropertyNamingStrategies.SnakeCaseStrategy();
    private static final ObjectMapper JSON =
            JsonMapper.builder().propertyNamingStrategy(NAMING).build();

    private static final TypeReference<Map<String, @Nullable Object>> MAP = new TypeReference<>() {};

    record Key(String name, @Nullable Object defaultValue, String description) {}

    static ConfKeys of(Dag<?> dag) {
        var defaults = new LinkedHashMap<String, @Nullable Object>();
        dag.defaults().ifPresent(values -> defaults.putAll(JSON.convertValue(values, MAP)));
        var keys = new ArrayList<Key>();
        for (var component : dag.paramsType().getRecordComponents()) {
            var name = NAMING.translate(component.getName());
            var param = component.getAnnotation(Param.class);
            var value = defaults.get(name);
            // a constant is written in lower case, as all names in a conf
            var shown = component.getType().isEnum() && value != null
                    ? value.toString().toLowerCase(Locale.ROOT)
                    : value;
            keys.add(new Key(name, shown, param == null ? "" : param.description()));
        }
        return new ConfKeys(keys);
    }

    Listing listing() {
        var listing = Listing.of("conf_key", "default", "description");
        keys.forEach(key -> listing.row(key.name(), key.defaultValue(), key.description()));
        return listing;
    }

    List<Map<String, @Nullable Object>> asMaps() {
        return keys.stream()
                .map(key -> {
                    Map<String, @Nullable Object> map = new LinkedHashMap<>();
                    map.put("key", key.name());
                    map.put("default", key.defaultValue());
                    map.put("description", key.description());
                    return map;
                })
                .toList();
    }
}
