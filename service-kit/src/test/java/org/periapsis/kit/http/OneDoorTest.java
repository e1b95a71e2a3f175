package org.periapsis.kit.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Budgets hold only where every listener and every body goes through them. */
class OneDoorTest {
    private static final Path ROOT = Path.of("..");
    /** What would be another way, and the files that may use it. */
    private static final Map<String, List<String>> ONE_WAY = Map.of(
            "BodyHandler.create", List.of(),
            "createHttpServer(", List.of("Listener.java"),
            "createNetServer(", List.of("EgressProxy.java"), // at a Unix socket of the agent's own
            "request().body()", List.of(),
            "request().bodyHandler(", List.of(),
            // Of an answer, see WholeAnswer.
            "response.body()", List.of(),
            "HttpClientResponse::body", List.of(),
            "setDecompressionSupported(true)", List.of());

    @Test
    void noListenerAndNoBodyPassesTheBudgetsBy() throws IOException {
        try (Stream<Path> files = Files.walk(ROOT)) {
            List<Path> sources = files.filter(file -> file.toString().endsWith(".java"))
                    .filter(file -> file.toString().contains("/src/main/java/"))
                    .toList();
            assertThat(sources).hasSizeGreaterThan(300);
            for (Path source : sources) {
                String text = Files.readString(source);
                ONE_WAY.forEach((way, allowed) -> {
                    if (!allowed.contains(source.getFileName().toString())) {
                        assertThat(text.contains(way))
                                .as(source + " uses " + way)
                                .isFalse();
                    }
                });
            }
        }
    }
}
