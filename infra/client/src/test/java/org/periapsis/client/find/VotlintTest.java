package org.periapsis.client.find;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.periapsis.client.json.Json;
import org.periapsis.client.show.Screen;
import org.periapsis.client.show.Terminal;

/** The VOTable as the Virtual Observatory's own checker sees it: {@code stilts votlint}, where it is installed. */
class VotlintTest {
    @TempDir
    private Path directory;

    @Test
    void votlintHasNothingToSay() throws IOException, InterruptedException {
        assumeTrue(
                installed("stilts"),
                "stilts is not installed (Debian: stilts): the VOTable was not checked by votlint");
        Path file = directory.resolve("products.xml");
        try (PrintWriter out = new PrintWriter(file.toFile(), StandardCharsets.UTF_8);
                Votable votable = new Votable(
                        new Screen(out, out, Terminal.none()), ObsCoreColumn.data(), "https://archive.example.org")) {
            votable.row(Json.parse("{\"obs_publisher_did\":\"ivo://a?b\",\"s_ra\":1.5,\"s_dec\":-2,\"calib_level\":2,"
                    + "\"access_estsize\":12,\"size\":12345,\"sites\":[\"esac\"],\"obs_title\":\"<&>\"}"));
            votable.row(Json.parse("{\"obs_publisher_did\":\"ivo://a?c\"}"));
            votable.overflow();
        }
        Process votlint = new ProcessBuilder("stilts", "votlint", "votable=" + file)
                .redirectErrorStream(true)
                .start();
        String said = new String(votlint.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(votlint.waitFor()).as(said).isZero();
        assertThat(said).isEmpty();
    }

    private static boolean installed(String program) {
        return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1))
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, program)));
    }
}
