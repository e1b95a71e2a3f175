package org.periapsis.kit;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class LayersTest {
    @Test
    void kitKnowsNoService() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "org.periapsis.ingest..",
                        "org.periapsis.indexer..",
                        "org.periapsis.scheduler..",
                        "org.periapsis.session..",
                        "org.periapsis.notifier..",
                        "org.periapsis.portal..")
                .because("the kit is what all services share and no domain owns")
                .check(new ClassFileImporter()
                        .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                        .importPackages("org.periapsis.kit"));
    }

    @Test
    void rightsAreDecidedByTheJdkAlone() {
        classes()
                .that()
                .resideInAPackage("org.periapsis.kit.rights..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("java..", "org.periapsis.kit.rights..")
                .because("the domain of every service asks them")
                .check(new ClassFileImporter()
                        .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                        .importPackages("org.periapsis.kit.rights"));
    }
}
