package org.periapsis.portal;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class LayersTest {
    @Test
    void theDomainKnowsNoTechnology() {
        classes()
                .that()
                .resideInAPackage("org.periapsis.portal.domain..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("java..", "org.periapsis.portal.domain..", "org.periapsis.events..")
                .because("what the portal decides must be testable without its edges")
                .check(new ClassFileImporter()
                        .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                        .importPackages("org.periapsis.portal"));
    }
}
