package org.periapsis.events;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;
import org.periapsis.events.registry.ConfluentSchemaIds;

class LayersTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("org.periapsis.events");

    @Test
    void oneFileKnowsTheRegistryClient() {
        noClasses()
                .that()
                .areNotAssignableTo(ConfluentSchemaIds.class)
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.apache.flink..")
                .because("the client's names are Flink's: another way of packaging it must touch one file")
                .check(CLASSES);
    }

    @Test
    void topicsAndIdsKnowNoCodecAndTheCodecKnowsNoRegistry() {
        noClasses()
                .that()
                .resideInAnyPackage("..events.topic..", "..events.id..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("..events.codec..", "..events.registry..")
                .check(CLASSES);
        noClasses()
                .that()
                .resideInAPackage("..events.codec..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("..events.registry..")
                .check(CLASSES);
    }

    @Test
    void eventsAreAvroAndNothingElse() {
        classes()
                .that()
                .resideInAPackage("org.periapsis.events")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("java..", "org.apache.avro..", "org.periapsis.events")
                .check(CLASSES);
    }
}
