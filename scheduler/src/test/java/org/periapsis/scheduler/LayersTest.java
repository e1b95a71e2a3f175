package org.periapsis.scheduler;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class LayersTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("org.periapsis.scheduler");

    @Test
    void theDomainNeedsNothingButTheJdkAndTheEvents() {
        classes()
                .that()
                .resideInAPackage("org.periapsis.scheduler.domain..")
                .should()
                .onlyDependOnClassesThat()
                // The generated records are Avro's by birth; what a compiler writes about them is not the domain's
                // doing.
                .resideInAnyPackage(
                        "java..",
                        "org.periapsis.scheduler.domain..",
                        "org.periapsis.events",
                        "org.periapsis.events.door..",
                        "org.periapsis.events.id..",
                        "org.apache.avro.specific..")
                .because("decisions are replayed and tested without any of the outside world")
                .check(CLASSES);
    }

    @Test
    void adaptersDoNotKnowEachOther() {
        for (String one : new String[] {"http", "kafka", "jgrapht"}) {
            for (String other : new String[] {"http", "kafka", "jgrapht"}) {
                if (!one.equals(other)) {
                    noClasses()
                            .that()
                            .resideInAPackage("org.periapsis.scheduler.adapter." + one + "..")
                            .should()
                            .dependOnClassesThat()
                            .resideInAPackage("org.periapsis.scheduler.adapter." + other + "..")
                            .because("the application puts them together, through the domain")
                            .allowEmptyShould(true)
                            .check(CLASSES);
                }
            }
        }
    }
}
