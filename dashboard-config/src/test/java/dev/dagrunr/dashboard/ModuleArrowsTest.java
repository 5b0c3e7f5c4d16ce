package dev.dagrunr.dashboard;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code dashboard-config -> dags -> core} and {@code dashboard-config -> engine -> core}, and no other arrow. */
class ModuleArrowsTest {

    private static final JavaClasses everything = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.dagrunr");

    @ParameterizedTest
    @CsvSource({
        "dag, engine",
        "dag, migration",
        "dag, dashboard",
        "engine, migration",
        "engine, dashboard",
        "migration, engine",
        "migration, dashboard"
    })
    void arrowsGoOneWay(String from, String to) {
        noClasses()
                .that()
                .resideInAPackage("dev.dagrunr." + from + "..")
                .should()
                .dependOnClassesThat(resideInAPackage("dev.dagrunr." + to + ".."))
                .check(everything);
    }

    @Test
    void jobRunrIsSeenByOnePackageOfTheEngineAndByTheDashboard() {
        noClasses()
                .that()
                .resideOutsideOfPackages("dev.dagrunr.engine.internal.job..", "dev.dagrunr.dashboard..")
                .should()
                .dependOnClassesThat(resideInAPackage("org.jobrunr.."))
                .check(everything);
    }

    @ParameterizedTest
    @CsvSource({
        // The engine runs what the DSL describes, so it alone reads the model behind it.
        "dag, dev.dagrunr.engine..",
        "engine, dev.dagrunr.engine..",
        "migration, dev.dagrunr.migration..",
        "dashboard, dev.dagrunr.dashboard.."
    })
    void internalPackagesAreSeenByTheirOwnModule(String owner, String reader) {
        noClasses()
                .that()
                .resideOutsideOfPackages("dev.dagrunr." + owner + "..", reader)
                .should()
                .dependOnClassesThat(resideInAnyPackage("dev.dagrunr." + owner + ".internal.."))
                .check(everything);
    }
}
