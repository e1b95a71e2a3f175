package org.periapsis.session.domain.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.periapsis.events.DatalabDescriptor;
import org.periapsis.events.DatalabDrafted;
import org.periapsis.events.DatalabKind;
import org.periapsis.events.Owner;
import org.periapsis.events.Resources;

class DatalabCatalogueTest {
    private static final Owner PLATFORM = new Owner("https://issuer.test", "periapsis");
    private static final Owner EVE = new Owner("https://issuer.test", "eve");

    private final DatalabCatalogue catalogue = new DatalabCatalogue();

    @Test
    void anotherStartsNothingUnderANameThatIsTaken() {
        catalogue.apply(drafted("1.0.0", PLATFORM, "jupyter-lab"));
        catalogue.apply(drafted("1.0.1", EVE, "/bin/sh"));
        assertThat(catalogue.find(new DatalabCatalogue.Name("notebook", "1.0.1")))
                .isEmpty();
        catalogue.apply(drafted("1.0.1", PLATFORM, "jupyter-lab-new"));
        assertThat(catalogue.find(new DatalabCatalogue.Name("notebook", "1.0.1")))
                .hasValueSatisfying(how -> assertThat(how.getCommand()).containsExactly("jupyter-lab-new"));
    }

    private static DatalabDrafted drafted(String version, Owner owner, String command) {
        return new DatalabDrafted(
                "notebook",
                version,
                owner,
                "team",
                DatalabDescriptor.newBuilder()
                        .setTitle("Notebook")
                        .setSummary("")
                        .setKind(DatalabKind.SESSION)
                        .setCommand(List.of(command))
                        .setNeeds(List.of())
                        .setResources(new Resources(1.0, 1024L, 0))
                        .build());
    }
}
