package org.periapsis.events.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class EventsDocTest {
    private static final Path DOC = Path.of("..", "docs", "events.md");

    @Test
    void theDocumentIsWhatTheSchemasSay() throws IOException {
        if (Boolean.getBoolean("docs.write")) {
            Files.createDirectories(DOC.getParent());
            Files.writeString(DOC, EventsDoc.render());
        }

        assertThat(DOC)
                .as("docs/events.md is stale; write it with: %s", EventsDoc.COMMAND)
                .exists();
        assertThat(Files.readString(DOC))
                .as("docs/events.md is stale; write it with: %s", EventsDoc.COMMAND)
                .isEqualTo(EventsDoc.render());
    }
}
