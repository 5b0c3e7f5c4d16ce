package dev.dagrunr.engine;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;

class EngineArchitectureTest {

    private static final JavaClasses engine = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.dagrunr.engine");

    @Test
    void jobRunrIsSeenByThePackageOfJobsAlone() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.dagrunr.engine.internal.job..")
                .should()
                .dependOnClassesThat(resideInAPackage("org.jobrunr.."))
                .check(engine);
    }

    @Test
    void statementsAreRunByStoresJobsAndSignalsAlone() {
        noClasses()
                .that()
                .resideOutsideOfPackages(
                        "dev.dagrunr.engine.internal.store..",
                        "dev.dagrunr.engine.internal.job..",
                        "dev.dagrunr.engine.internal.signal..")
                .should()
                .dependOnClassesThat(resideInAnyPackage("java.sql..", "org.postgresql..")
                        // A connection may be handed on as the transaction that a decision belongs to.
                        .and(not(type(Connection.class)))
                        .and(not(type(SQLException.class))))
                .check(engine);
    }

    @Test
    void timeIsTakenFromTheConfiguredSource() {
        noClasses()
                .should()
                .callMethod(Instant.class, "now")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(Thread.class, "sleep", long.class)
                .orShould()
                .callMethod(Clock.class, "systemUTC")
                .orShould()
                .callMethod(Clock.class, "systemDefaultZone")
                .check(engine);
    }

    @Test
    void theSystemClockIsNamedInTheConfigurationAlone() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.dagrunr.engine")
                .should()
                .callMethod(InstantSource.class, "system")
                .check(engine);
    }

    @Test
    void internalPackagesFormNoCycle() {
        SlicesRuleDefinition.slices()
                .matching("dev.dagrunr.engine.internal.(*)..")
                .should()
                .beFreeOfCycles()
                .check(engine);
    }
}
