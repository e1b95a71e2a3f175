package org.periapsis.session.adapter.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.periapsis.embedded.Patience;
import org.periapsis.session.domain.run.CommandTemplate;
import org.periapsis.session.domain.run.Limits;
import org.periapsis.session.domain.run.Program;
import org.periapsis.session.domain.run.RunEnd;
import org.periapsis.session.domain.run.RunFolder;
import org.periapsis.session.domain.run.RunKey;
import org.periapsis.session.domain.run.RunSpec;
import org.periapsis.session.domain.run.RuntimeDescription.Isolation;

/** What a run cannot do where this machine permits a sandbox. */
class SandboxAdapterTest {

    private static final RunKey ANNA = RunKey.session("anna-1", 0);
    private static final RunKey BEN = RunKey.session("ben-1", 0);

    @TempDir
    private Path directory;

    private ProcessRuntime runtime;

    @BeforeEach
    void start() throws Exception {
        runtime = new ProcessRuntime(ProcessRuntimeConfig.in(directory.resolve("site/runtime")), Clock.systemUTC());
        assumeThat(runtime.describe().isolation()).isEqualTo(Isolation.SANDBOX);
    }

    @AfterEach
    void close() {
        runtime.close();
    }

    @Test
    void neitherThePlatformNorAnotherPersonNorAnotherProcessIsSeen() throws Exception {
        Path secret = Files.writeString(directory.resolve("secret"), "the platform's");
        RunFolder ben = runtime.prepare(BEN, "ben", List.of());
        Files.writeString(ben.data().resolve("x"), "ben's");

        String said = run(
                ANNA,
                "anna",
                "cat " + secret + " " + ben.data().resolve("x") + "; ls " + directory + "/site/runtime/runs; ls "
                        + directory + "/site/runtime/homes; ls " + System.getProperty("user.home")
                        + "; echo; ls -d /proc/[0-9]* | wc -l; ls /work /home /srv /var /mnt; kill -9 1");

        assertThat(said).doesNotContain("the platform's").doesNotContain("ben's");
        assertThat(said).contains("anna-1~0~session").contains("ls: cannot access '/home'");
        // PID 1, the shell, and those of the pipe.
        int processes = said.lines()
                .filter(line -> line.matches("\\d+"))
                .mapToInt(Integer::parseInt)
                .findFirst()
                .orElseThrow();
        assertThat(processes).isLessThan(6);
        assertThat(said).contains("Operation not permitted");
    }

    @Test
    void inputsCannotBeChanged() throws Exception {
        runtime.prepare(ANNA, "anna", List.of());
        Path input = Files.writeString(RunFolder.below(runtimeBox()).data().resolve("a.fits"), "the archive's bytes");

        String said = started(
                ANNA,
                "anna",
                "cat data/a.fits; echo x >>data/a.fits; chmod u+w data/a.fits; rm -f data/a.fits; touch data/b; touch"
                        + " selection.json; mount -o remount,rw {data}; echo mine >work/a && echo wrote; touch out/b &&"
                        + " echo left");

        assertThat(Files.readString(input)).isEqualTo("the archive's bytes");
        assertThat(said)
                .contains("the archive's bytes")
                .contains("Read-only file system")
                .contains("wrote\nleft");
        assertThat(input.resolveSibling("b")).doesNotExist();
    }

    @Test
    void aRunHasNoPrivilegesAndCannotGetThem() throws Exception {
        String said = run(
                ANNA,
                "anna",
                "grep -E 'Cap|NoNewPrivs|Uid' /proc/self/status; id -un; cat /etc/shadow; unshare -m true");

        assertThat(said).contains("CapBnd:\t0000000000000000").contains("CapEff:\t0000000000000000");
        assertThat(said).contains("NoNewPrivs:\t1").contains("periapsis").contains("Permission denied");
        assertThat(said).contains("unshare failed: Operation not permitted");
        // A user namespace would give privileges of its own, and a vsock leads past every network namespace.
        String other = run(
                BEN,
                "ben",
                "unshare -U true; perl -e 'socket(my $s, 40, 1, 0) or print \"$!\\n\"'; ls /dev; dmesg | head -1");
        assertThat(other)
                .contains("unshare failed: Operation not permitted")
                .contains("Address family not supported")
                .doesNotContain("kmsg");
    }

    @Test
    void aTokenIsTheRunsAloneAndIsReplacedWhileItGoesOn() throws Exception {
        runtime.prepare(ANNA, "anna", List.of());
        runtime.give(ANNA, "anna", "first");
        CompletionStage<RunEnd> end = begun(
                ANNA,
                "anna",
                "stat -c '%a %u' .token; id -u; cat .token; echo; echo x >.token; rm -f .token;"
                        + " until grep -q second .token; do sleep 0.1; done; cat .token");
        Patience.until(
                "the first is read", Duration.ofSeconds(60), () -> log(ANNA).contains("first"));

        runtime.give(ANNA, "anna", "second");

        end.toCompletableFuture().get(60, TimeUnit.SECONDS);
        List<String> said = log(ANNA).lines().toList();
        assertThat(said.get(0)).isEqualTo("400 " + said.get(1));
        assertThat(log(ANNA)).contains("first").contains("second").contains("Read-only file system");
        // Nobody else's run finds it, and a run that is gone gets none.
        assertThat(run(BEN, "ben", "cat " + runtimeBox().resolve(".token"))).doesNotContain("second");
        runtime.discard(ANNA);
        runtime.give(ANNA, "anna", "third");
        assertThat(runtimeBox()).doesNotExist();
    }

    private String log(RunKey key) {
        try {
            return runtime.log(key, 0, 100_000).text();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void peopleHaveDifferentUids() throws Exception {
        assertThat(run(ANNA, "anna", "id -u")).isNotEqualTo(run(BEN, "ben", "id -u"));
    }

    private Path runtimeBox() {
        return directory
                .resolve("site/runtime/runs")
                .resolve(ANNA.directoryName())
                .resolve("box");
    }

    private String run(RunKey key, String owner, String script) throws Exception {
        runtime.prepare(key, owner, List.of());
        return started(key, owner, script);
    }

    private String started(RunKey key, String owner, String script) throws Exception {
        begun(key, owner, script).toCompletableFuture().get(60, TimeUnit.SECONDS);
        return log(key);
    }

    private CompletionStage<RunEnd> begun(RunKey key, String owner, String script) throws Exception {
        Program program = new Program(
                new CommandTemplate(List.of("sh", "-c", "cd {root}; " + script)),
                Map.of(),
                Map.of("LC_ALL", "C"),
                List.of());
        return runtime.start(new RunSpec(key, owner, program, new Limits(1, 256L << 20), false))
                .end();
    }
}
