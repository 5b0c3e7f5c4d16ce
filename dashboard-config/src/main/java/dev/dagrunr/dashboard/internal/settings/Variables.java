package dev.dagrunr.dashboard.internal.settings;

import dev.dagrunr.dashboard.internal.web.WebOptions;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/** Reads variables one by one and remembers what is wrong with them. A variable that is empty counts as not set. */
final class Variables {
    private static final Pattern AGE = Pattern.compile("(\\d{1,6})([dhm])");

    private final Map<String, String> environment;
    private final List<String> problems = new ArrayList<>();

    Variables(Map<String, String> environment) {
        this.environment = environment;
    }

    Optional<String> text(String name) {
        return Optional.ofNullable(environment.get(name)).map(String::strip).filter(value -> !value.isEmpty());
    }

    /** The first of the names that is set. */
    OptionalInt number(int max, String... names) {
        for (var name : names) {
            var value = text(name);
            if (value.isPresent()) {
                return number(max, name, value.get());
            }
        }
        return OptionalInt.empty();
    }

    private OptionalInt number(int max, String name, String value) {
        try {
            var number = Integer.parseInt(value);
            if (number >= 1 && number <= max) {
                return OptionalInt.of(number);
            }
        } catch (NumberFormatException e) {
            // Reported below, like a number out of range.
        }
        problems.add(name + " is '" + value + "'; set it to a whole number from 1 to " + max + " or leave it unset.");
        return OptionalInt.empty();
    }

    /** Such as {@code 90d}, {@code 12h} or {@code 30m}. */
    Optional<Duration> age(String name) {
        return text(name).flatMap(value -> {
            var matcher = AGE.matcher(value);
            if (matcher.matches()) {
                return Optional.of(Duration.of(
                        Long.parseLong(matcher.group(1)),
                        switch (matcher.group(2)) {
                            case "d" -> ChronoUnit.DAYS;
                            case "h" -> ChronoUnit.HOURS;
                            default -> ChronoUnit.MINUTES;
                        }));
            }
            problems.add(name + " is '" + value + "'; set it to a time such as 90d, 12h or 30m or leave it unset.");
            return Optional.empty();
        });
    }

    Optional<Path> path(String name) {
        return text(name).flatMap(value -> {
            try {
                return Optional.of(Path.of(value).toAbsolutePath().normalize());
            } catch (InvalidPathException e) {
                problems.add(
                        name + " is '" + value + "', which is no path of a directory; correct it or leave it unset.");
                return Optional.empty();
            }
        });
    }

    Optional<DatabaseUrl> databaseUrl(String name) {
        return text(name).flatMap(value -> {
            try {
                return Optional.of(DatabaseUrl.parse(value));
            } catch (IllegalArgumentException e) {
                problems.add(name + " " + e.getMessage() + ".");
                return Optional.empty();
            }
        });
    }

    Optional<WebOptions.Credentials> credentials(String userName, String passwordName) {
        var user = text(userName);
        var password = text(passwordName);
        if (user.isPresent() != password.isPresent()) {
            problems.add((user.isPresent() ? passwordName : userName) + " is not set but "
                    + (user.isPresent() ? userName : passwordName) + " is; set both or none.");
            return Optional.empty();
        }
        try {
            return user.map(name -> new WebOptions.Credentials(name, password.orElseThrow()));
        } catch (IllegalArgumentException e) {
            problems.add(e.getMessage());
            return Optional.empty();
        }
    }

    boolean isSwitchedOn(String name) {
        return text(name).filter("1"::equals).isPresent();
    }

    void requireSwitch(String name) {
        text(name)
                .filter(value -> !value.equals("0") && !value.equals("1"))
                .ifPresent(value -> problems.add(name + " is '" + value + "'; set it to 1 or leave it unset."));
    }

    void throwIfThereAreProblems() {
        if (!problems.isEmpty()) {
            throw new SettingsException(problems);
        }
    }
}
