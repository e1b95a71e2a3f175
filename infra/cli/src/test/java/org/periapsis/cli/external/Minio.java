package org.periapsis.cli.external;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.periapsis.embedded.LoopbackPort;

/** MinIO, with users and policies of its own. */
final class Minio implements Part {
    private static final String PASSWORD = "administrator-of-the-store";

    private final int port;
    private final OsProcess process;

    Minio(Path program, Path home) throws IOException {
        this.port = LoopbackPort.free("s3", 0);
        Files.createDirectories(home.resolve("data"));
        this.process = new OsProcess(
                "s3",
                home,
                home.resolve("minio.log"),
                List.of(
                        program.toString(),
                        "server",
                        "--address",
                        "127.0.0.1:" + port,
                        "--console-address",
                        "127.0.0.1:" + LoopbackPort.freeBut("s3 console", port),
                        home.resolve("data").toString()),
                Map.of(
                        "MINIO_ROOT_USER",
                        "admin",
                        "MINIO_ROOT_PASSWORD",
                        PASSWORD,
                        "MINIO_UPDATE",
                        "off",
                        "HOME",
                        home.toString()));
    }

    String endpoint() {
        return "http://127.0.0.1:" + port;
    }

    /** Where mc finds the store `store`, as its administrator. */
    String administrator() {
        return "http://admin:" + PASSWORD + "@127.0.0.1:" + port;
    }

    @Override
    public OsProcess process() {
        return process;
    }

    @Override
    public boolean answers() throws InterruptedException {
        return Answering.ok(URI.create(endpoint() + "/minio/health/cluster"));
    }
}
