package org.periapsis.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a terminal of a session finds in its environment. */
class RunTokenTest {
    @TempDir
    private Path directory;

    private FakeServer server;
    private Shell shell;
    private Path file;

    @BeforeEach
    void start() throws IOException {
        server = new FakeServer();
        server.on("GET /auth/me", 200, "{'anonymous':false,'subject':'ada','roles':[],'teams':[]}");
        file = directory.resolve("token");
        shell = new Shell(directory)
                .with("PERIAPSIS_SERVER", server.url())
                .with("PERIAPSIS_TOKEN_FILE", file.toString());
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void theTokenOfTheFileIsUsedAsItIsNow() throws IOException {
        Files.writeString(file, "first");
        shell.run("whoami");
        Files.writeString(file, "second\n");
        shell.run("whoami");
        assertThat(server.seen("/auth/me"))
                .extracting(request -> request.headers().get("Authorization"))
                .containsExactly("Bearer first", "Bearer second");
    }

    @Test
    void itGoesToNoServerButTheOneItIsFor() throws IOException {
        Files.writeString(file, "first");
        try (FakeServer other = new FakeServer()) {
            other.on("GET /api/products", 200, "{'products':[],'total':{'value':0}}");
            shell.run("find", "--server", other.url());
            assertThat(other.seen()).isNotEmpty();
            assertThat(other.seen())
                    .allSatisfy(request -> assertThat(request.headers()).doesNotContainKey("Authorization"));
        }
    }

    @Test
    void withoutTheFilePeopleAskAsNobody() {
        server.on("GET /api/products", 200, "{'products':[],'total':{'value':0}}");
        shell.run("find");
        assertThat(server.seen("/api/products")).isNotEmpty().allSatisfy(request -> assertThat(request.headers())
                .doesNotContainKey("Authorization"));
    }

    @Test
    void aTokenThatIsGivenGoesBeforeIt() throws IOException {
        Files.writeString(file, "of-the-run");
        shell.with("PERIAPSIS_TOKEN", "given").run("whoami");
        assertThat(server.seen("/auth/me").get(0).headers()).containsEntry("Authorization", "Bearer given");
    }
}
