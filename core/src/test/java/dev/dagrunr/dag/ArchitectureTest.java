package dev.dagrunr.dag;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.util.concurrent.TimeUnit;

@AnalyzeClasses(packages = "dev.dagrunr", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchRule dependsOnTheJdkAndJSpecifyAlone = classes()
            .that()
            .resideInAPackage("dev.dagrunr.dag..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "dev.dagrunr.dag..",
                    "java.lang..",
                    "java.time..",
                    "java.util",
                    "java.util.function..",
                    "java.util.regex..",
                    "java.util.stream..",
                    "org.jspecify..");

    @ArchTest
    static final ArchRule knowsNoClockOfItsOwn = noClasses()
            .should()
            .callMethod(Instant.class, "now")
            .orShould()
            .callMethod(LocalDate.class, "now")
            .orShould()
            .callMethod(LocalDateTime.class, "now")
            .orShould()
            .callMethod(OffsetDateTime.class, "now")
            .orShould()
            .callMethod(ZonedDateTime.class, "now")
            .orShould()
            .callMethod(Clock.class, "systemUTC")
            .orShould()
            .callMethod(Clock.class, "systemDefaultZone")
            .orShould()
            .callMethod(InstantSource.class, "system")
            .orShould()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(System.class, "nanoTime");

    @ArchTest
    static final ArchRule neverSleeps = noClasses()
            .should()
            .callMethod(Thread.class, "sleep", long.class)
            .orShould()
            .callMethod(Thread.class, "sleep", long.class, int.class)
            .orShould()
            .callMethod(TimeUnit.class, "sleep", long.class);

    @ArchTest
    static final ArchRule decidesWithoutKnowingTheDsl = noClasses()
            .that()
            .resideInAPackage("dev.dagrunr.dag.internal..")
            .should()
            .dependOnClassesThat()
            .haveSimpleNameEndingWith("Builder")
            .orShould()
            .dependOnClassesThat()
            .haveSimpleNameEndingWith("Tester");
}
