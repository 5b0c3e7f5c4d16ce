package dev.dagrunr.dag;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZonedDateTime;
import org.junit.jupiter.api.Test;

class CoreArchitectureTest {

    private static final JavaClasses core = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.dagrunr.dag");

    @Test
    void nothingButTheJdkAndJSpecifyIsNeeded() {
        classes()
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage("dev.dagrunr.dag..", "java..", "org.jspecify.annotations"))
                .check(core);
    }

    @Test
    void noDatabaseIsNeeded() {
        noClasses()
                .should()
                .dependOnClassesThat(resideInAnyPackage("java.sql..", "javax.sql.."))
                .check(core);
    }

    @Test
    void timeIsGivenNeverTaken() {
        noClasses()
                .should()
                .callMethod(Instant.class, "now")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(Thread.class, "sleep", long.class)
                .orShould()
                .callMethod(InstantSource.class, "system")
                .orShould()
                .callMethod(Clock.class, "systemUTC")
                .orShould()
                .callMethod(Clock.class, "systemDefaultZone")
                .orShould()
                .callMethod(ZonedDateTime.class, "now")
                .orShould()
                .callMethod(System.class, "nanoTime")
                .check(core);
    }

    @Test
    void internalPackagesFormNoCycle() {
        SlicesRuleDefinition.slices()
                .matching("dev.dagrunr.dag.internal.(*)..")
                .should()
                .beFreeOfCycles()
                .check(core);
    }

    @Test
    void modelAndDecisionsAreBelowInternal() {
        noClasses()
                .that(resideInAPackage("dev.dagrunr.dag.."))
                .should()
                .resideOutsideOfPackages("dev.dagrunr.dag", "dev.dagrunr.dag.internal..")
                .check(core);
    }
}
