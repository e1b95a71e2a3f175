package org.periapsis.session.adapter.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.periapsis.session.TestIssuer;
import org.periapsis.session.adapter.process.LocalTools;
import org.periapsis.session.adapter.process.ProcessRuntime;
import org.periapsis.session.adapter.process.ProcessRuntimeConfig;
import org.periapsis.session.adapter.process.PythonEnvironment;
import org.periapsis.session.adapter.process.PythonState;
import org.periapsis.session.domain.agent.RunId;
import org.periapsis.session.domain.agent.Tools;
import org.periapsis.session.domain.run.CommandTemplate;
import org.periapsis.session.domain.run.EgressRules;
import org.periapsis.session.domain.run.Limits;
import org.periapsis.session.domain.run.Program;
import org.periapsis.session.domain.run.RunEnd;
import org.periapsis.session.domain.run.RunKey;
import org.periapsis.session.domain.run.RunSpec;
import org.periapsis.session.domain.run.RuntimeDescription.Isolation;

/** The way out of a run's network, with a package index that is on this machine's loopback. */
@EnabledOnOs(OS.LINUX)
class EgressAdapterTest {

    private static final UUID SESSION = UUID.fromString("5f3a1c1e-0000-4000-8000-000000000001");
    private static final RunKey KEY = new RunId(SESSION, "0", 1).key(RunKey.SESSION);
    private static final String WHEEL = "periapsis_trial-1.0-py3-none-any.whl";

    /** Sends each argument's line to the way out, and prints what comes back. */
    private static final String ASK =
            """
            use Socket; my ($port) = $ENV{HTTP_PROXY} =~ /:(\\d+)/;
            for (@ARGV) {
              socket(my $s, PF_INET, SOCK_STREAM, 0); connect($s, pack_sockaddr_in($port, INADDR_LOOPBACK)) or die $!;
              syswrite($s, "$_ HTTP/1.1\\r\\nHost: x\\r\\n\\r\\n"); local $/ = undef; print <$s>, "\\n--\\n";
            }
            """;

    /** Sends each argument as it is, with the ends of its lines as HTTP has them, and prints the first line that comes back. */
    private static final String SEND =
            """
            use Socket; my ($port) = $ENV{HTTP_PROXY} =~ /:(\\d+)/;
            for (@ARGV) {
              socket(my $s, PF_INET, SOCK_STREAM, 0); connect($s, pack_sockaddr_in($port, INADDR_LOOPBACK)) or die $!;
              s/\\n/\\r\\n/g; syswrite($s, $_); my $first = <$s>; print $first; 1 while <$s>;
            }
            """;

    @TempDir
    private Path directory;

    private final Vertx vertx = Vertx.vertx();
    private final List<String> asked = Collections.synchronizedList(new ArrayList<>());
    private ProcessRuntime runtime;
    private TestIssuer issuer;
    private int index;

    @BeforeEach
    void start() throws Exception {
        issuer = new TestIssuer(vertx);
        runtime = new ProcessRuntime(ProcessRuntimeConfig.in(directory.resolve("runtime")), Clock.systemUTC());
        assumeThat(runtime.describe().isolation()).isEqualTo(Isolation.SANDBOX);
        byte[] wheel = wheel();
        index = get(vertx.createHttpServer()
                        .requestHandler(request -> {
                            asked.add(request.getHeader("Host") + request.uri());
                            if (request.path().endsWith(WHEEL)) {
                                request.response().end(Buffer.buffer(wheel));
                            } else {
                                request.response()
                                        .putHeader("Content-Type", "text/html")
                                        .end("<html><body><a href=\"/" + WHEEL + "\">" + WHEEL + "</a></body></html>");
                            }
                        })
                        .listen(0, "0.0.0.0"))
                .actualPort();
    }

    @AfterEach
    void close() throws Exception {
        runtime.close();
        get(vertx.close());
    }

    @Test
    void whatTheOperatorNamesIsReachedAndWhatIsInsideTheSiteIsNot() throws Exception {
        open(EgressRules.of(
                List.of("127.0.0.2:" + index, "localhost:" + index),
                List.of(),
                Optional.of(URI.create("http://localhost:" + index))));

        String said = run(
                Map.of(),
                List.of(),
                "perl",
                "-e",
                ASK,
                "GET http://127.0.0.2:" + index + "/one",
                "CONNECT 127.0.0.3:" + index,
                "CONNECT 127.0.0.2:1",
                "GET http://portal.internal/two",
                "GET /three");

        String[] answers = said.split("\n--\n", -1);
        assertThat(answers[0]).startsWith("HTTP/1.1 200").contains(WHEEL);
        assertThat(answers[1])
                .startsWith("HTTP/1.1 403 this site's operator has not allowed 127.0.0.3:" + index + " (agent.egress)");
        assertThat(answers[2]).startsWith("HTTP/1.1 403");
        assertThat(answers[3]).startsWith("HTTP/1.1 200").contains(WHEEL);
        assertThat(answers[4]).startsWith("HTTP/1.1 400");
        assertThat(asked).containsExactly("127.0.0.2:" + index + "/one", "localhost:" + index + "/two");
    }

    @Test
    void thePortalIsAskedByTheRunsOwnTokenOrByNone() throws Exception {
        open(EgressRules.of(
                List.of("127.0.0.2:" + index), List.of(), Optional.of(URI.create("http://localhost:" + index))));
        String own = "Authorization: Bearer " + issuer.atPortal("anna", "m31", "run:" + SESSION);
        String eves = "Authorization: Bearer " + issuer.atPortal("eve", "m31", "user");
        String another = "Authorization: Bearer " + issuer.atPortal("eve", "m31", "run:" + UUID.randomUUID());
        String forged = "Authorization: Bearer " + new TestIssuer(vertx).atPortal("anna", "m31", "run:" + SESSION);
        String length = "\nContent-Length: 2\n\n{}";

        String said = run(
                Map.of(),
                List.of(),
                "perl",
                "-e",
                SEND,
                to("/own") + own + "\n\n",
                to("/nobody") + "Accept: a\n\n",
                to("/eve") + eves + length,
                to("/another") + another + length,
                to("/basic") + "Authorization: Basic ZXZlOng=" + length,
                to("/cookie") + "Cookie: periapsis=x" + length,
                to("/two") + own + "\n" + eves + length,
                to("/folded") + "Accept: a\n" + " " + eves + length,
                to("/forged") + forged + length,
                to("/chunks") + own + "\nTransfer-Encoding: chunked\n\n0\n\n",
                // A second request on a connection, in one piece with the first: it is not taken for part of that.
                to("/first") + own + length + "PUT /basket HTTP/1.1\nHost: x\n" + eves + length,
                "PUT http://localhost:" + index + "/byname HTTP/1.1\nHost: x\n" + eves + length,
                "CONNECT localhost:" + index + " HTTP/1.1\n\n",
                // What a run says of itself does not count.
                "RUN " + KEY.directoryName() + "\n" + to("/said") + own + length,
                "PUT http://127.0.0.2:" + index + "/elsewhere HTTP/1.1\nHost: x\n" + eves + length);

        assertThat(said.lines().map(line -> line.substring(9, 12)))
                .containsExactly(
                        "200", "200", "403", "403", "403", "403", "403", "400", "401", "411", "200", "403", "403",
                        "400", "200");
        assertThat(said)
                .contains("the token in the header Authorization is refused: from inside a run")
                .contains("the header Cookie is refused")
                .contains("PERIAPSIS_TOKEN_FILE")
                .contains("http://portal.internal");
        String portal = "localhost:" + index;
        assertThat(asked)
                .containsExactly(
                        portal + "/own", portal + "/nobody", portal + "/first", "127.0.0.2:" + index + "/elsewhere");
    }

    @Test
    void whatFollowsARequestToThePortalGoesNowhere() throws Exception {
        Buffer came = Buffer.buffer();
        NetServer portal = get(vertx.createNetServer()
                .connectHandler(socket -> socket.handler(piece -> {
                    came.appendBuffer(piece);
                    if (came.toString().endsWith("{}")) {
                        // What else was sent would have come by now, or comes before the other end closes.
                        vertx.setTimer(200, late -> socket.end(Buffer.buffer("HTTP/1.1 204 No Content\r\n\r\n")));
                    }
                }))
                .listen(0, "127.0.0.1"));
        open(EgressRules.of(List.of(), List.of(), Optional.of(URI.create("http://localhost:" + portal.actualPort()))));

        String said = run(
                Map.of(),
                List.of(),
                "perl",
                "-e",
                SEND,
                to("/first") + "Content-Length: 2\n\n{}PUT /second HTTP/1.1\nAuthorization: Bearer eve\n\n");

        assertThat(said).startsWith("HTTP/1.1 204");
        assertThat(came.toString()).startsWith("PUT /first").endsWith("\r\n\r\n{}");
    }

    private static String to(String path) {
        return "PUT http://portal.internal" + path + " HTTP/1.1\nHost: x\n";
    }

    @Test
    void aNameThatLeadsInsideTheSiteIsNotBelieved() throws Exception {
        open(EgressRules.of(List.of("localhost:" + index), List.of(), Optional.empty()));

        String said = run(Map.of(), List.of(), "perl", "-e", ASK, "CONNECT localhost:" + index);

        assertThat(said).startsWith("HTTP/1.1 403").contains("inside this site");
        assertThat(asked).isEmpty();
    }

    @Test
    void pipInstallsWhereTheOperatorAllowsItAndSaysWhyNotElsewhere() throws Exception {
        PythonEnvironment python = PythonEnvironment.in(directory.resolve("python"), List.of("pip"), changed -> {});
        Instant deadline = Instant.now().plus(Duration.ofMinutes(2));
        while (python.state() instanceof PythonState.Installing && Instant.now().isBefore(deadline)) {
            TimeUnit.MILLISECONDS.sleep(50);
        }
        assumeThat(python.state()).as(python.state().sentence()).isInstanceOf(PythonState.Ready.class);
        Tools.Have have = (Tools.Have) new LocalTools(List.of(), python::state, List.of()).answer("python");
        String install = "'{python}' -m pip install --index-url http://127.0.0.2:" + index
                + "/simple --trusted-host 127.0.0.2 periapsis-trial";

        NetServer closed = open(EgressRules.of(List.of("pypi.org"), List.of(), Optional.empty()));
        // Of an index without TLS pip says only that it has found nothing; of others it prints the status line.
        String refused = run(have.values(), have.installed(), "sh", "-c", install + " || true");
        assertThat(refused).contains("No matching distribution found");
        assertThat(asked).isEmpty();
        String other = run(
                have.values(),
                have.installed(),
                "sh",
                "-c",
                "'{python}' -m pip install --index-url https://example.org/simple periapsis-trial || true");
        assertThat(other).contains("this site's operator has not allowed example.org:443 (agent.egress)");
        get(closed.close());

        open(EgressRules.of(List.of("127.0.0.2:" + index), List.of(), Optional.empty()));
        String done = run(
                have.values(),
                have.installed(),
                "sh",
                "-c",
                install + " && '{python}' -c 'import periapsis_trial; print(periapsis_trial.WORD)'");
        assertThat(done).contains("Successfully installed").endsWith("installed at last\n");
    }

    private NetServer open(EgressRules rules) throws Exception {
        return get(EgressProxy.listen(
                vertx,
                rules,
                new OwnTokens(vertx, TestIssuer.NAME, issuer.publicKey()),
                runtime.wayOut().orElseThrow()));
    }

    private String run(Map<String, String> values, List<Path> installed, String... command) throws Exception {
        runtime.prepare(KEY, "anna", List.of());
        List<String> rendered = new ArrayList<>();
        for (String word : command) {
            rendered.add(word.startsWith("use Socket") ? "{script}" : word);
        }
        Map<String, String> all = new HashMap<>(values);
        List.of(command).stream()
                .filter(word -> word.startsWith("use Socket"))
                .forEach(word -> all.put("script", word));
        Program program = new Program(new CommandTemplate(rendered), all, Map.of("LC_ALL", "C.UTF-8"), installed);
        RunEnd end = runtime.start(new RunSpec(KEY, "anna", program, new Limits(1, 512L << 20), true))
                .end()
                .toCompletableFuture()
                .get(120, TimeUnit.SECONDS);
        String said = runtime.log(KEY, 0, 1 << 20).text();
        assertThat(end.succeeded()).as(said).isTrue();
        runtime.discard(KEY);
        return said;
    }

    private static byte[] wheel() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        String info = "periapsis_trial-1.0.dist-info/";
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            entry(zip, "periapsis_trial.py", "WORD = 'installed at last'\n");
            entry(zip, info + "METADATA", "Metadata-Version: 2.1\nName: periapsis-trial\nVersion: 1.0\n");
            entry(zip, info + "WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n");
            entry(
                    zip,
                    info + "RECORD",
                    "periapsis_trial.py,,\n" + info + "METADATA,,\n" + info + "WHEEL,,\n" + info + "RECORD,,\n");
        }
        return bytes.toByteArray();
    }

    private static void entry(ZipOutputStream zip, String name, String text) throws IOException {
        zip.putNextEntry(new ZipEntry(name));
        zip.write(text.getBytes(StandardCharsets.UTF_8));
        zip.closeEntry();
    }

    private static <T> T get(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
    }
}
