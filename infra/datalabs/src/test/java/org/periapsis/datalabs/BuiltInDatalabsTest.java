package org.periapsis.datalabs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.periapsis.datalabs.selection.Json;

class BuiltInDatalabsTest {

    @Test
    void eachDescriptorSaysWhatItIsAndHowItStarts() throws IOException {
        for (String text : BuiltInDatalabs.descriptors()) {
            assertThat(Json.read(text)).isInstanceOfSatisfying(Map.class, descriptor -> {
                assertThat(descriptor.get("id")).isInstanceOf(String.class);
                assertThat(descriptor.get("version")).isEqualTo("1.0.0");
                assertThat(descriptor.get("kind")).isIn("SESSION", "BATCH");
                assertThat(descriptor.get("command")).isInstanceOf(List.class);
                assertThat(descriptor.get("needs")).isInstanceOf(List.class);
            });
        }
    }

    @Test
    void theStarterNotebookIsANotebook() throws IOException {
        assertThat(Json.read(BuiltInDatalabs.starterNotebook()))
                .isInstanceOfSatisfying(Map.class, notebook -> assertThat(notebook.get("nbformat"))
                        .isEqualTo(4));
    }

    @Test
    void theClassPathExists() {
        assertThat(BuiltInDatalabs.classPath()).hasSizeGreaterThanOrEqualTo(1).allSatisfy(path -> assertThat(path)
                .exists());
    }
}
