package org.periapsis.embedded;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class LayersTest {

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("org.periapsis.embedded");

    @Test
    void noPartKnowsAnotherAndOnlyTheStackKnowsAll() {
        slices().matching("org.periapsis.embedded.(kafka|postgres|s3|registry)..")
                .should()
                .notDependOnEachOther()
                .because("each part can be used alone")
                .check(CLASSES);
        noClasses()
                .that()
                .resideOutsideOfPackage("..embedded.stack..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("..embedded.stack..")
                .because("the stack is put together from the parts")
                .check(CLASSES);
    }

    @Test
    void aServersInnerClassesStayInItsPart() {
        noClasses()
                .that()
                .resideOutsideOfPackage("..embedded.kafka..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("kafka..", "org.apache.kafka.metadata..", "org.apache.kafka.raft..")
                .because("Kafka's server classes are no public interface and change with each version")
                .check(CLASSES);
        noClasses()
                .that()
                .resideOutsideOfPackage("..embedded.s3..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.gaul..", "org.eclipse.jetty..", "software.amazon..", "com.google..")
                .because("S3Proxy is one way to have an S3 endpoint here")
                .check(CLASSES);
    }
}
