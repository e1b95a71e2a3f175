package org.periapsis.client.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KnownServersTest {
    private static final URI ONE = URI.create("https://one.example.org");
    private static final URI TWO = URI.create("https://two.example.org");

    @TempDir
    private Path directory;

    @Test
    void keepsSeveralAndTheLastOneIsMeant() throws IOException {
        KnownServers known = known();
        Server ada = new Server(
                ONE, Optional.of("t1"), Optional.of("ada"), Optional.of(Instant.parse("2026-12-01T00:00:00Z")));
        known.keep(ada);
        known.keep(Server.at(TWO));
        assertThat(known().current()).contains(Server.at(TWO));
        assertThat(known().at(ONE)).isEqualTo(ada);
        known.forget(TWO);
        assertThat(known().current()).contains(ada);
        known.forget(ONE);
        assertThat(known().current()).isEmpty();
    }

    @Test
    void onlyTheOwnerReadsTheFile() throws IOException {
        KnownServers known = known();
        known.keep(Server.at(ONE));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(known.file())))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(
                        Files.getPosixFilePermissions(known.file().getParent())))
                .isEqualTo("rwx------");
        Files.setPosixFilePermissions(known.file(), PosixFilePermissions.fromString("rw-r-----"));
        assertThatThrownBy(known::all)
                .hasMessageContaining("others may read it")
                .hasMessageContaining("chmod 600");
    }

    @Test
    void aBrokenFileIsNamedWithTheRemedy() throws IOException {
        KnownServers known = known();
        known.keep(Server.at(ONE));
        Files.writeString(known.file(), "{");
        assertThatThrownBy(known::current)
                .hasMessageContaining(known.file().toString())
                .hasMessageContaining("remove it");
    }

    @Test
    void anAddressIsReadAsPeopleWriteIt() {
        assertThat(Server.address("archive.example.org")).isEqualTo(URI.create("https://archive.example.org"));
        assertThat(Server.address("https://archive.example.org/")).isEqualTo(URI.create("https://archive.example.org"));
        assertThat(Server.address("127.0.0.1:7080")).isEqualTo(URI.create("http://127.0.0.1:7080"));
        assertThat(Server.address("localhost:7080")).isEqualTo(URI.create("http://localhost:7080"));
        for (String none : new String[] {"ftp://x.org", "https://", "https://u:p@x.org", "a b"}) {
            assertThatThrownBy(() -> Server.address(none)).as(none).isInstanceOf(IllegalArgumentException.class);
        }
    }

    private KnownServers known() {
        return KnownServers.of(Map.of("XDG_CONFIG_HOME", directory.toString()));
    }
}
