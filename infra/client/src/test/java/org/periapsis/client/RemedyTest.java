package org.periapsis.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What to do is said in commands, where the server says it in requests. */
class RemedyTest {
    @TempDir
    private Path home;

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "See GET /datalabs; See `periapsis datalabs`",
                "See GET /sites, or leave it out; See `periapsis sites`, or leave it out",
                "Use GET /sites/holdings; Use GET /sites/holdings",
                "See the API description of this operation; `periapsis datalabs --help` has the rest",
            })
    void aRemedyNamesTheCommand(String remedy, String said) throws IOException {
        try (FakeServer server = new FakeServer()) {
            server.on("GET /api/datalabs", 400, "{'detail':'No','remedy':'" + remedy + "'}");
            assertThat(new Shell(home).at(server).run("datalabs").err()).contains("           " + said);
        }
    }
}
