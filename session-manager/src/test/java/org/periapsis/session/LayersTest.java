package org.periapsis.session;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class LayersTest {
    private static final JavaClasses OURS = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("org.periapsis.session");

    @Test
    void theDomainKnowsTheJdkItselfAndTheEvents() {
        classes()
                .that()
                .resideInAPackage("..session.domain..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "java..",
                        "org.periapsis.session.domain..",
                        "org.periapsis.events..",
                        "org.periapsis.kit.rights",
                        "org.apache.avro.specific")
                .because(
                        "what is decided must be testable without a broker, a database or a server; events are Avro records")
                .check(OURS);
    }

    @Test
    void onlyTheHttpEdgeKnowsRequestsOfTheWeb() {
        noClasses()
                .that()
                .resideOutsideOfPackages("..session.adapter.http..", "..session.adapter.process..", "..session")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.vertx.ext.web..")
                .because("routing contexts never leave adapter.http")
                .check(OURS);
    }
}
