package org.periapsis.cli.external;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.periapsis.embedded.LoopbackPort;

/** Apicurio Registry 3 on a JDK of its own, with its schemas in a file. */
final class Apicurio implements Part {
    private final int port;
    private final OsProcess process;

    /** @param jdk home of a JDK 21 or newer */
    Apicurio(Path jdk, Path application, Path home) throws IOException {
        this.port = LoopbackPort.free("registry", 0);
        Files.createDirectories(home);
        this.process = new OsProcess(
                "registry",
                home,
                home.resolve("apicurio.log"),
                List.of(
                        jdk.resolve("bin/java").toString(),
                        "-Xmx384m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-jar",
                        application.resolve("quarkus-run.jar").toString()),
                Map.of(
                        "QUARKUS_HTTP_HOST",
                        "127.0.0.1",
                        "QUARKUS_HTTP_PORT",
                        Integer.toString(port),
                        "QUARKUS_MANAGEMENT_HOST",
                        "127.0.0.1",
                        "QUARKUS_MANAGEMENT_PORT",
                        Integer.toString(LoopbackPort.freeBut("registry management", port)),
                        "APICURIO_DATASOURCE_URL",
                        "jdbc:h2:file:" + home.resolve("schemas")));
    }

    /** Where services find Confluent's REST calls. */
    String url() {
        return "http://127.0.0.1:" + port + "/apis/ccompat/v7";
    }

    @Override
    public OsProcess process() {
        return process;
    }

    @Override
    public boolean answers() throws InterruptedException {
        return Answering.ok(URI.create(url() + "/subjects"));
    }
}
