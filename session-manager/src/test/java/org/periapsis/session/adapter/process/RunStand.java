package org.periapsis.session.adapter.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.periapsis.session.domain.run.CommandTemplate;
import org.periapsis.session.domain.run.Endpoint;
import org.periapsis.session.domain.run.Limits;
import org.periapsis.session.domain.run.Program;
import org.periapsis.session.domain.run.RunEnd;
import org.periapsis.session.domain.run.RunKey;
import org.periapsis.session.domain.run.RunSpec;
import org.periapsis.session.domain.run.StartedRun;

/** Real runs of a real runtime, for tests of what they may and may not do. */
final class RunStand {

    static final long MEMORY = 256L << 20;

    /** Answers each connection with TOKEN's value and what it was sent, until it is ended. */
    static final String SERVER =
            """
            use Socket; $| = 1; $SIG{CHLD} = 'IGNORE';
            socket(my $s, PF_INET, SOCK_STREAM, 0); setsockopt($s, SOL_SOCKET, SO_REUSEADDR, 1);
            bind($s, pack_sockaddr_in($ARGV[0], INADDR_LOOPBACK)) or die "bind: $!\\n"; listen($s, 128); print "up\\n";
            while (accept(my $c, $s)) {
              sysread($c, my $said, 1000); syswrite($c, "$ENV{TOKEN} heard $said"); close $c;
            }
            """;

    final ProcessRuntime runtime;
    private final List<StartedRun> runs = new ArrayList<>();

    RunStand(Path directory, Bounds bounds) throws IOException {
        this.runtime = new ProcessRuntime(new ProcessRuntimeConfig(directory, 30, 1, true, bounds), Clock.systemUTC());
    }

    StartedRun start(RunKey key, String owner, Map<String, String> environment, String... command) throws Exception {
        runtime.prepare(key, owner, List.of());
        Program program = new Program(new CommandTemplate(List.of(command)), Map.of(), environment, List.of());
        StartedRun run = runtime.start(new RunSpec(key, owner, program, new Limits(1, MEMORY), true));
        runs.add(run);
        return run;
    }

    StartedRun sh(RunKey key, String owner, String script) throws Exception {
        return start(key, owner, Map.of("LC_ALL", "C"), "sh", "-c", script);
    }

    /** A program that serves, once it does. */
    StartedRun server(RunKey key, String owner, String token) throws Exception {
        StartedRun run = start(key, owner, Map.of("TOKEN", token), "perl", "-e", SERVER, "{port}");
        await(() -> log(key).contains("up"), () -> log(key));
        return run;
    }

    String log(RunKey key) throws IOException {
        return runtime.log(key, 0, 1 << 20).text();
    }

    RunEnd end(StartedRun run) throws Exception {
        return run.end().toCompletableFuture().get(60, TimeUnit.SECONDS);
    }

    void stop(StartedRun run) throws Exception {
        runtime.stop(run.key());
        end(run);
    }

    static Path door(StartedRun run) {
        return ((Endpoint.Unix) run.endpoint().orElseThrow()).path();
    }

    /** What a program answers through its door. */
    static String ask(StartedRun run, String text) throws IOException {
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(door(run)))) {
            channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
            channel.shutdownOutput();
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            ByteBuffer piece = ByteBuffer.allocate(8192);
            while (channel.read(piece) >= 0) {
                all.write(piece.array(), 0, piece.position());
                piece.clear();
            }
            return all.toString(StandardCharsets.UTF_8);
        }
    }

    interface Check {
        boolean holds() throws Exception;
    }

    interface Words {
        String now() throws Exception;
    }

    static void await(Check check, Words otherwise) throws Exception {
        Instant deadline = Instant.now().plus(Duration.ofSeconds(60));
        while (!check.holds()) {
            assertThat(Instant.now())
                    .as("in time; there is: %s", otherwise.now())
                    .isBefore(deadline);
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    void close() throws Exception {
        for (StartedRun run : runs) {
            runtime.stop(run.key());
        }
        for (StartedRun run : runs) {
            end(run);
            runtime.discard(run.key());
        }
        runtime.close();
    }
}
