package org.periapsis.client.signin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.periapsis.client.FakeServer;
import org.periapsis.client.Shell;
import org.periapsis.client.Shell.Result;
import org.periapsis.client.server.KnownServers;
import org.periapsis.client.server.Server;

class SignInTest {
    private static final Instant END = Instant.parse("2036-01-01T00:00:00Z");

    @TempDir
    private Path directory;

    private final String token = "h."
            + Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(("{\"exp\":" + END.getEpochSecond() + "}").getBytes(StandardCharsets.UTF_8))
            + ".s";
    private FakeServer server;
    private Shell shell;

    @BeforeEach
    void start() throws IOException {
        server = new FakeServer();
        shell = new Shell(directory);
        server.on(
                "GET /auth/me",
                (exchange, seen) -> FakeServer.send(
                        exchange,
                        200,
                        ("Bearer " + token).equals(seen.headers().get("Authorization"))
                                ? "{\"anonymous\":false,\"subject\":\"ada\",\"roles\":[\"user\"],\"teams\":[\"t\"]}"
                                : "{\"anonymous\":true}"));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void aBrowserSignsIn() throws IOException {
        AtomicInteger asked = new AtomicInteger();
        server.on(
                "POST /api/auth/device",
                200,
                "{'device_code':'d','user_code':'BCDF-GHJK','verification_uri':'u','verification_uri_complete':'u?code=BCDF-GHJK',"
                        + "'expires_in':600,'interval':1}");
        server.on(
                "POST /api/auth/device/token",
                (exchange, seen) -> FakeServer.send(
                        exchange,
                        asked.incrementAndGet() == 1 ? 400 : 200,
                        asked.get() == 1
                                ? "{\"type\":\"https://periapsis.org/problems/authorization-pending\"}"
                                : "{\"access_token\":\"" + token + "\"}"));
        Result result = shell.run("login", server.url());
        assertThat(result.code()).as(result.err()).isZero();
        assertThat(result.err())
                .contains("open u?code=BCDF-GHJK")
                .contains("confirm the code BCDF-GHJK (within 10 minutes)");
        assertThat(result.out()).isEqualTo("Signed in at " + server.url() + " as ada.\n");
        assertThat(server.seen("/api/auth/device/token").get(1).text()).isEqualTo("{\"device_code\":\"d\"}");
        assertThat(known().current())
                .contains(
                        new Server(URI.create(server.url()), Optional.of(token), Optional.of("ada"), Optional.of(END)));
        assertThat(shell.run("whoami").lines()).containsExactly("ada at " + server.url(), "roles  user", "teams  t");
    }

    @Test
    void whoIsDeclinedIsNotSignedIn() throws IOException {
        server.on(
                "POST /api/auth/device",
                200,
                "{'device_code':'d','user_code':'X','verification_uri':'u','interval':1}");
        server.on("POST /api/auth/device/token", 400, "{'type':'https://periapsis.org/problems/access-denied'}");
        Result result = shell.run("login", server.url());
        assertThat(result.code()).isEqualTo(77);
        assertThat(result.err()).contains("declined");
        assertThat(known().all()).isEmpty();
    }

    @Test
    void aLinkIsRedeemedForATokenWithoutACookie() throws IOException {
        server.on("POST /auth/link/abc", 201, "{'token':'" + token + "'}");
        Result result = shell.run("login", "--link", server.url() + "/auth/link/abc");
        assertThat(result.code()).as(result.err()).isZero();
        assertThat(server.seen("/auth/link/abc").get(0).text()).contains("life_s", "label");
        assertThat(known().current().orElseThrow().token()).contains(token);
    }

    @Test
    void aUsedLinkIsRefusedInTheServersWords() {
        server.on(
                "POST /auth/link/abc",
                410,
                "{'detail':'This sign-in link was used or is too old','remedy':'Ask for another'}");
        Result result = shell.run("login", "--link", server.url() + "/auth/link/abc");
        assertThat(result.code()).isEqualTo(1);
        assertThat(result.err()).contains("was used or is too old").contains("Ask for another");
        assertThat(shell.run("login", server.url(), "--link", "https://elsewhere.example/auth/link/x")
                        .err())
                .contains("no sign-in link of " + server.url());
    }

    @Test
    void aTokenComesFromStandardInputAndIsTried() throws IOException {
        assertThat(shell.typing(token + "\n")
                        .run("login", server.url(), "--token")
                        .code())
                .isZero();
        assertThat(shell.typing("wrong\n").run("login", server.url(), "--token").code())
                .isEqualTo(77);
        assertThat(known().current().orElseThrow().token()).contains(token);
        server.on("POST /auth/logout", 204, "");
        assertThat(shell.run("logout").out()).isEqualTo("Signed out of " + server.url() + ".\n");
        assertThat(server.seen("/auth/logout").get(0).headers()).containsEntry("Authorization", "Bearer " + token);
        assertThat(known().all()).isEmpty();
    }

    @Test
    void aSignInThatHasEndedIsSaidToHaveEnded() throws IOException {
        known().keep(new Server(
                URI.create(server.url()), Optional.of("old"), Optional.of("ada"), Optional.of(Instant.EPOCH)));
        Result result = shell.run("basket", "list");
        assertThat(result.code()).isEqualTo(77);
        assertThat(result.err()).contains("has ended: `periapsis login " + server.url() + "`");
        assertThat(server.seen()).isEmpty();
    }

    @Test
    void withoutAServerTheRemedyIsNamed() {
        Result result = shell.run("find", "M51");
        assertThat(result.code()).isEqualTo(2);
        assertThat(result.err()).contains("periapsis login URL");
    }

    private KnownServers known() {
        return KnownServers.of(Map.of("XDG_CONFIG_HOME", directory.toString()));
    }
}
