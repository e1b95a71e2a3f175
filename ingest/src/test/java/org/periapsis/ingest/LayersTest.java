package org.periapsis.ingest;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class LayersTest {
    private static final JavaClasses INGEST = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("org.periapsis.ingest");

    @Test
    void domainKnowsOnlyTheJdkItselfTheEventsAndTheSky() {
        classes()
                .that()
                .resideInAPackage("org.periapsis.ingest.domain..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "java..",
                        "org.periapsis.ingest.domain..",
                        // Headers and the sky as values; pure Java.
                        "org.periapsis.fits.header",
                        "org.periapsis.fits.sky",
                        "org.periapsis.events",
                        "org.periapsis.events.id",
                        "org.periapsis.events.door",
                        // What every event record is.
                        "org.apache.avro",
                        "org.apache.avro.specific",
                        "org.apache.avro.data")
                .because("decisions must be testable without Kafka, PostgreSQL, S3 or HTTP")
                .check(INGEST);
    }

    @Test
    void onlyTheFitsAdapterKnowsTheFitsLibrary() {
        noClasses()
                .that()
                .resideOutsideOfPackage("org.periapsis.ingest.adapter.fits..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("nom.tam..")
                .because("headers come as domain values")
                .check(INGEST);
    }
}
