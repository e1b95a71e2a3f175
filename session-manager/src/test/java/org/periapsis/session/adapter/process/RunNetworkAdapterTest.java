package org.periapsis.session.adapter.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.periapsis.session.domain.run.FoundRun;
import org.periapsis.session.domain.run.RunKey;
import org.periapsis.session.domain.run.RuntimeDescription.Isolation;
import org.periapsis.session.domain.run.StartedRun;

/** A run's network is its own, and is entered through a door of ours. */
@EnabledOnOs(OS.LINUX)
class RunNetworkAdapterTest {

    private static final RunKey ANNA = RunKey.session("anna-1", 0);
    private static final RunKey BEN = RunKey.session("ben-1", 0);
    private static final String SECRET = "5b1c9f8e7d6a";

    /** Takes every port it can, tells of whatever anybody sends, and looks into all of /proc and the disk, again and again. */
    private static final String HOSTILE =
            """
            use Socket; $| = 1;
            my ($seconds, $known, $word) = @ARGV; my $end = time + $seconds; my (%taken, $bits); $bits = '';
            for my $port (reverse 1024 .. 65535) {
              last if keys %taken > 900;
              next if $port % 67 && $port != $known && $port != 8888;
              socket(my $s, PF_INET, SOCK_STREAM, 0) or last;
              next unless bind($s, pack_sockaddr_in($port, INADDR_ANY)) && listen($s, 5);
              $taken{fileno $s} = $s; vec($bits, fileno $s, 1) = 1;
            }
            print "took " . keys(%taken) . "\\n";
            my %said;
            while (time < $end) {
              if (select(my $ready = $bits, undef, undef, 0.05) > 0) {
                for (grep { vec $ready, $_, 1 } keys %taken) {
                  accept(my $c, $taken{$_}) or next; sysread($c, my $text, 4000); print "caught $text\\n";
                }
              }
              for my $file (glob('/proc/[0-9]*/environ'), glob('/proc/[0-9]*/cmdline'), glob('/proc/[0-9]*/fd/*'), '/proc/net/unix') {
                open(my $f, '<', $file) or next; local $/ = undef; my $text = <$f> // ''; close $f;
                print "read $file: $text\\n" if $text =~ /$word/ && !$said{$file}++;
              }
              for my $p (glob('/proc/[0-9]*')) { my ($n) = $p =~ /(\\d+)/; kill 9, $n if $n != $$ && $n != getppid && $n != 1; }
            }
            """;

    @TempDir
    private Path directory;

    private RunStand stand;

    @BeforeEach
    void start() throws Exception {
        stand = new RunStand(directory, Bounds.usual());
        assumeThat(stand.runtime.describe().isolation()).isEqualTo(Isolation.SANDBOX);
    }

    @AfterEach
    void close() throws Exception {
        stand.close();
    }

    @Test
    void aProgramAnswersThroughItsDoorAndNowhereElse() throws Exception {
        StartedRun run = stand.server(ANNA, "anna", SECRET);

        assertThat(RunStand.ask(run, "hello")).isEqualTo(SECRET + " heard hello");
        assertThat(stand.runtime.answersItself(run)).isTrue();
        // Nothing of it is on the network that the machine's others share.
        assertThat(Files.readString(Path.of("/proc/net/tcp"), StandardCharsets.US_ASCII))
                .doesNotContain(String.format(":%04X 00000000:0000 0A", Confinement.PORT));
        assertThat(Files.getAttribute(RunStand.door(run).getParent(), "unix:mode", LinkOption.NOFOLLOW_LINKS))
                .isEqualTo(040710);
    }

    @Test
    void aNotebookThatListensEverywhereAndSweepsProcSeesNothingOfOthers() throws Exception {
        hostile(3);
    }

    /** A minute; an hour with {@code -Dsweep.seconds=3600}. */
    @Test
    @Tag("full")
    void aNotebookThatDoesSoForLongSeesNothingOfOthers() throws Exception {
        hostile(Integer.getInteger("sweep.seconds", 60));
    }

    private void hostile(int seconds) throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        StartedRun ben = stand.start(
                BEN,
                "ben",
                Map.of(),
                "perl",
                "-e",
                HOSTILE,
                Integer.toString(seconds),
                Integer.toString(port),
                // Not the secret itself, which would be on its own command line.
                SECRET.replaceAll("(.)$", "[$1]"));
        RunStand.await(() -> stand.log(BEN).contains("took"), () -> stand.log(BEN));
        assertThat(stand.log(BEN)).containsPattern("took [89]\\d\\d");

        // As the agent asks for readiness: again and again, with the token, from before the program is up.
        StartedRun anna = stand.server(ANNA, "anna", SECRET);
        int answered = 0;
        while (!ben.end().toCompletableFuture().isDone()) {
            assertThat(RunStand.ask(anna, "token " + SECRET)).isEqualTo(SECRET + " heard token " + SECRET);
            answered++;
            TimeUnit.MILLISECONDS.sleep(10);
        }

        assertThat(answered).isPositive();
        assertThat(stand.end(ben).exitCode()).as(stand.log(BEN)).isZero();
        assertThat(stand.log(BEN)).doesNotContain(SECRET).doesNotContain("caught");
    }

    @Test
    void theStoresOfThePlatformAreNotReached() throws Exception {
        try (ServerSocket store = new ServerSocket(0, 5, InetAddress.getByName("0.0.0.0"))) {
            String own = NetworkInterface.networkInterfaces()
                    .flatMap(NetworkInterface::inetAddresses)
                    .filter(address -> address instanceof Inet4Address)
                    .map(InetAddress::getHostAddress)
                    .collect(Collectors.joining(" "));
            StartedRun run = stand.start(
                    ANNA,
                    "anna",
                    Map.of(),
                    "perl",
                    "-e",
                    """
                    use Socket; my $port = shift;
                    for (split ' ', $ARGV[0]) {
                      socket(my $s, PF_INET, SOCK_STREAM, 0);
                      print connect($s, pack_sockaddr_in($port, inet_aton($_))) ? "reached $_\\n" : "$_: $!\\n";
                    }
                    """,
                    Integer.toString(store.getLocalPort()),
                    "127.0.0.2 " + own);

            stand.end(run);

            assertThat(stand.log(ANNA))
                    .contains("127.0.0.1: Connection refused")
                    .doesNotContain("reached");
        }
    }

    @Test
    void aDoorOutlivesItsAgentAndTenThousandConnections() throws Exception {
        StartedRun run = stand.server(ANNA, "anna", SECRET);
        StartedRun ben = stand.start(
                BEN,
                "ben",
                Map.of(),
                "perl",
                "-e",
                """
                use Socket; use Fcntl; $| = 1; my @all; my $n = 0;
                for (1 .. 10000) {
                  socket(my $s, PF_INET, SOCK_STREAM, 0); fcntl($s, F_SETFL, O_NONBLOCK);
                  connect($s, pack_sockaddr_in(3128, INADDR_LOOPBACK)); $n++;
                  push @all, $s; shift @all if @all > 900;
                }
                print "tried $n\\n"; sleep 600;
                """);
        RunStand.await(() -> stand.log(BEN).contains("tried 10000"), () -> stand.log(BEN));

        // Its relay is bounded, and another's never noticed.
        long relay = relays(RunStand.door(ben)).get(0);
        assertThat(descriptors(relay)).isLessThan(200);
        assertThat(residentKib(relay)).isLessThan(32 << 10);
        for (int i = 0; i < 1000; i++) {
            assertThat(RunStand.ask(run, "x")).isEqualTo(SECRET + " heard x");
        }

        stand.runtime.close();
        try (ProcessRuntime next = new ProcessRuntime(
                new ProcessRuntimeConfig(directory, 30, 1, true, Bounds.usual()), Clock.systemUTC())) {
            FoundRun.Adopted adopted = (FoundRun.Adopted) next.recover().stream()
                    .filter(found -> found.key().equals(ANNA))
                    .findFirst()
                    .orElseThrow();

            assertThat(adopted.run().endpoint()).isEqualTo(run.endpoint());
            assertThat(RunStand.ask(adopted.run(), "again")).isEqualTo(SECRET + " heard again");
        }
    }

    @Test
    void relayAndNamespaceGoWithTheSupervisor() throws Exception {
        StartedRun run = stand.server(ANNA, "anna", SECRET);
        Path door = RunStand.door(run);
        assertThat(relays(door)).hasSize(1);
        RunFiles files = new RunFiles(directory.resolve("runs").resolve(ANNA.directoryName()));
        List<Path> groups = RunGroups.read(files.groups()).directories();
        assertThat(groups).allMatch(Files::exists);

        files.supervisor().flatMap(ProcessIdentity::handle).orElseThrow().destroyForcibly();
        stand.end(run);

        RunStand.await(() -> relays(door).isEmpty(), () -> relays(door).toString());
        assertThat(door).doesNotExist();
        assertThat(groups).noneMatch(Files::exists);
        assertThatThrownBy(() -> RunStand.ask(run, "x")).isInstanceOf(IOException.class);
    }

    /** The relays that serve a door. */
    private static List<Long> relays(Path door) {
        return ProcessHandle.allProcesses()
                .map(ProcessHandle::pid)
                .filter(pid -> {
                    String line = proc(pid, "cmdline");
                    return line.contains("relay.pl")
                            && line.contains(door.getFileName().toString());
                })
                .toList();
    }

    private static long residentKib(long pid) {
        return proc(pid, "status")
                .lines()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst()
                .orElseThrow();
    }

    private static int descriptors(long pid) throws IOException {
        try (var open = Files.list(Path.of("/proc", Long.toString(pid), "fd"))) {
            return (int) open.count();
        }
    }

    private static String proc(long pid, String file) {
        try {
            return Files.readString(Path.of("/proc", Long.toString(pid), file), StandardCharsets.ISO_8859_1);
        } catch (IOException gone) {
            return "";
        }
    }
}
