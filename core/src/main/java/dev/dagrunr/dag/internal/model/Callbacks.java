package dev.dagrunr.dag.internal.model;

import dev.dagrunr.dag.RunState;
import dev.dagrunr.dag.TaskState;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Who is told what, in the order of declaration; {@code C} is what is called. Immutable. */
public record Callbacks<C>(Map<Moment, List<C>> all) {
    /** When something is told. The lower-case name is stored. */
    public enum Moment {
        EXECUTE,
        SUCCESS,
        FAILURE,
        RETRY,
        SKIPPED;

        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }

        public static Moment of(String wireName) {
            return valueOf(wireName.toUpperCase(Locale.ROOT));
        }

        /** Empty for a state at which nobody is told anything. */
        public static Optional<Moment> of(TaskState state) {
            return switch (state) {
                case SUCCESS -> Optional.of(SUCCESS);
                case FAILED -> Optional.of(FAILURE);
                case UP_FOR_RETRY -> Optional.of(RETRY);
                case SKIPPED -> Optional.of(SKIPPED);
                case NONE, SCHEDULED, QUEUED, RUNNING, RESTARTING, UP_FOR_RESCHEDULE, UPSTREAM_FAILED, REMOVED ->
                    Optional.empty();
            };
        }

        /** The end of a run that is told of at this moment. */
        public RunState end() {
            return this == SUCCESS ? RunState.SUCCESS : RunState.FAILED;
        }

        public static Moment of(RunState end) {
            return end == RunState.SUCCESS ? SUCCESS : FAILURE;
        }
    }

    public Callbacks {
        all = all.entrySet().stream()
                .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, entry -> List.copyOf(entry.getValue())));
    }

    public static <C> Callbacks<C> none() {
        return new Callbacks<>(Map.of());
    }

    public List<C> at(Moment moment) {
        return all.getOrDefault(moment, List.of());
    }

    /** The same with one more. */
    public Callbacks<C> with(Moment moment, C callback) {
        var more = new EnumMap<Moment, List<C>>(Moment.class);
        more.putAll(all);
        more.merge(
                moment,
                List.of(callback),
                (before, one) -> Stream.of(before, one).flatMap(List::stream).toList());
        return new Callbacks<>(more);
    }
}
