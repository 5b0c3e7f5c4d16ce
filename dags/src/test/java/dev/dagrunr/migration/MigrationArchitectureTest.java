package dev.dagrunr.migration;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import org.junit.jupiter.api.Test;

class MigrationArchitectureTest {

    private static final JavaClasses migration = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.dagrunr.migration");

    @Test
    void noEngineIsKnown() {
        noClasses()
                .should()
                .dependOnClassesThat(
                        resideInAnyPackage("dev.dagrunr.engine..", "dev.dagrunr.dashboard..", "org.jobrunr.."))
                .check(migration);
    }

    @Test
    void ofTheDslOnlyThePublicPackageIsUsed() {
        noClasses()
                .should()
                .dependOnClassesThat(resideInAnyPackage("dev.dagrunr.dag.internal.."))
                .check(migration);
    }

    @Test
    void quotingKnowsNoDatabase() {
        noClasses()
                .that()
                .resideInAPackage("dev.dagrunr.migration.sql")
                .should()
                .dependOnClassesThat(resideInAnyPackage("java.sql..", "javax.sql.."))
                .check(migration);
    }

    @Test
    void packagesFormNoCycle() {
        SlicesRuleDefinition.slices()
                .matching("dev.dagrunr.migration.(*)..")
                .should()
                .beFreeOfCycles()
                .check(migration);
    }
}
