package org.periapsis.indexer;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class LayersTest {
    private static final JavaClasses INDEXER = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("org.periapsis.indexer");

    @Test
    void domainKnowsOnlyTheJdkItselfAndTheEvents() {
        classes()
                .that()
                .resideInAPackage("org.periapsis.indexer.domain..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "java..", "org.periapsis.indexer.domain..", "org.periapsis.events", "org.periapsis.events.door")
                .because("decisions must be testable without Kafka, PostgreSQL or HTTP")
                .check(INDEXER);
    }

    @Test
    void onlyTheCompositionRootJoinsHttpToTheStores() {
        noClasses()
                .that()
                .resideInAPackage("org.periapsis.indexer.adapter.http..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.periapsis.indexer.adapter.postgres..", "org.periapsis.indexer.adapter.kafka..")
                .because("the edges meet in IndexerApp, behind the domain's ports")
                .check(INDEXER);
    }
}
