package org.periapsis.session.adapter.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.periapsis.session.adapter.process.Bounds;
import org.periapsis.session.adapter.process.ProcessRuntime;
import org.periapsis.session.adapter.process.ProcessRuntimeConfig;
import org.periapsis.session.domain.run.CommandTemplate;
import org.periapsis.session.domain.run.Endpoint;
import org.periapsis.session.domain.run.Limits;
import org.periapsis.session.domain.run.Program;
import org.periapsis.session.domain.run.RunKey;
import org.periapsis.session.domain.run.RunSpec;
import org.periapsis.session.domain.run.StartedRun;

/** Where runs share the machine's network, a token is not sent to somebody who has taken a program's port. */
@EnabledOnOs(OS.LINUX)
class StolenPortAdapterTest {

    private static final RunKey KEY = RunKey.session("run", 1);
    private static final String SERVER =
            """
            use Socket; socket(my $s, PF_INET, SOCK_STREAM, 0); setsockopt($s, SOL_SOCKET, SO_REUSEADDR, 1);
            bind($s, pack_sockaddr_in($ARGV[0], INADDR_LOOPBACK)) or die; listen($s, 9);
            while (accept(my $c, $s)) { sysread($c, my $x, 4000);
              syswrite($c, "HTTP/1.1 200 OK\\r\\nContent-Length: 2\\r\\nConnection: close\\r\\n\\r\\nok"); close $c; }
            """;

    @TempDir
    private Path directory;

    private final Vertx vertx = Vertx.vertx();
    private ProcessRuntime runtime;
    private StartedRun run;

    @BeforeEach
    void start() throws Exception {
        runtime = new ProcessRuntime(
                new ProcessRuntimeConfig(directory, 30, 1, false, Bounds.usual()), Clock.systemUTC());
        assertThat(runtime.describe().trustedOnly()).isTrue();
        assertThat(runtime.describe().note()).startsWith("trusted users only");
    }

    @AfterEach
    void close() throws Exception {
        runtime.stop(KEY);
        run.end().toCompletableFuture().get(60, TimeUnit.SECONDS);
        runtime.close();
        get(vertx.close());
    }

    @Test
    void whoHasTakenAProgramsPortIsNotAsked() throws Exception {
        StartedRun started = start("sh", "-c", "echo {port}; sleep 600");
        AtomicInteger caught = new AtomicInteger();
        get(vertx.createHttpServer()
                .connectionHandler(connection -> caught.incrementAndGet())
                .requestHandler(request -> request.response().end("welcome"))
                .listen(port(started), "127.0.0.1"));

        assertThat(ready(started, Duration.ofSeconds(1))).isFalse();

        assertThat(caught).hasValue(0);
        assertThat(runtime.answersItself(started)).isFalse();
    }

    @Test
    void theProgramItselfIsAsked() throws Exception {
        StartedRun started = start("perl", "-e", SERVER, "{port}");

        assertThat(ready(started, Duration.ofSeconds(60))).isTrue();
        assertThat(runtime.answersItself(started)).isTrue();
    }

    private boolean ready(StartedRun started, Duration patience) throws Exception {
        return new HttpReadiness(vertx, patience, runtime::answersItself)
                .of(started, "/", "secret")
                .toCompletableFuture()
                .get(90, TimeUnit.SECONDS);
    }

    private StartedRun start(String... command) throws Exception {
        runtime.prepare(KEY, "anna", List.of());
        Program program = new Program(new CommandTemplate(List.of(command)), Map.of(), Map.of(), List.of());
        run = runtime.start(new RunSpec(KEY, "anna", program, new Limits(1, 256L << 20), true));
        return run;
    }

    private static int port(StartedRun started) {
        return ((Endpoint.Http) started.endpoint().orElseThrow()).port();
    }

    private static <T> T get(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
    }
}
