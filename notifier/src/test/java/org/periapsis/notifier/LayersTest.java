package org.periapsis.notifier;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class LayersTest {
    @Test
    void theDomainKnowsTheEventsAndNothingElse() {
        classes()
                .that()
                .resideInAPackage("org.periapsis.notifier.domain..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "java..",
                        "org.periapsis.notifier.domain..",
                        "org.periapsis.events..",
                        "org.periapsis.kit.rights",
                        "org.apache.avro..")
                .because("decisions are pure: adapters bring the values and carry out what is decided")
                .check(new ClassFileImporter()
                        .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                        .importPackages("org.periapsis.notifier"));
    }
}
