package org.periapsis.session.adapter.process;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.periapsis.embedded.Patience;
import org.periapsis.session.domain.run.CommandTemplate;
import org.periapsis.session.domain.run.FoundRun;
import org.periapsis.session.domain.run.Limits;
import org.periapsis.session.domain.run.Program;
import org.periapsis.session.domain.run.RunEnd;
import org.periapsis.session.domain.run.RunEnd.Cause;
import org.periapsis.session.domain.run.RunFolder;
import org.periapsis.session.domain.run.RunKey;
import org.periapsis.session.domain.run.RunNotStartedException;
import org.periapsis.session.domain.run.RunSpec;
import org.periapsis.session.domain.run.StartedRun;

/** Real processes, both with the best isolation of this machine and without any. */
@EnabledOnOs(OS.LINUX)
class ProcessRuntimeAdapterTest {

    private static final String OWNER = "https://issuer|anna";
    private static final RunKey KEY = RunKey.session("run-1", 3);
    private static final String LONG = "; sleep 600 & setsid sleep 600 & echo up; wait";

    @TempDir
    private Path directory;

    private final List<ProcessRuntime> runtimes = new ArrayList<>();

    @AfterEach
    void endEverything() throws Exception {
        for (FoundRun found : runtime(true, 30).recover()) {
            if (found instanceof FoundRun.Adopted adopted) {
                runtimes.get(0).stop(found.key());
                adopted.run().end().toCompletableFuture().get(60, TimeUnit.SECONDS);
            }
        }
        runtimes.forEach(ProcessRuntime::close);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aProgramSeesItsArgumentsItsEnvironmentAndItsFolder(boolean sandbox) throws Exception {
        ProcessRuntime runtime = runtime(sandbox, 30);
        RunFolder folder = runtime.prepare(KEY, OWNER, List.of());
        Files.writeString(folder.data().resolve("a.txt"), "bytes");
        List<String> command = List.of(
                "sh",
                "-c",
                "echo \"$1 $SECRET\"; cat \"$2/a.txt\"; pwd; id -un; tr '\\0' ' ' </proc/$$/cmdline; exit 7",
                "x",
                "a  b",
                "{data}");

        StartedRun run = runtime.start(spec(command, Map.of("SECRET", "it's $HOME\n\"x\"")));

        assertThat(end(run)).isEqualTo(new RunEnd(Cause.EXITED, 7));
        String text = runtime.log(KEY, 0, 10_000).text();
        assertThat(text).startsWith("a  b it's $HOME\n\"x\"\nbytes");
        assertThat(text).contains(folder.work().toString());
        assertThat(runtime.log(KEY, -5, 3).text()).hasSize(3);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void stoppingEndsAProgramAndItsChildren(boolean sandbox) throws Exception {
        ProcessRuntime runtime = runtime(sandbox, 30);
        StartedRun run = startLong(runtime, "");

        runtime.stop(KEY);

        assertThat(end(run).cause()).isEqualTo(Cause.STOPPED);
        assertThat(processesOf(KEY)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aProgramThatIgnoresTermIsKilledAfterItsGrace(boolean sandbox) throws Exception {
        ProcessRuntime runtime = runtime(sandbox, 30);
        StartedRun run = startLong(runtime, "trap '' TERM");

        runtime.stop(KEY);

        assertThat(end(run)).isEqualTo(new RunEnd(Cause.STOPPED, 137));
        assertThat(processesOf(KEY)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aRunOfASilentAgentEndsByItself(boolean sandbox) throws Exception {
        ProcessRuntime runtime = runtime(sandbox, 2);
        StartedRun run = startLong(runtime, "");

        runtime.close();

        assertThat(end(run).cause()).isEqualTo(Cause.LEASE_ENDED);
        assertThat(processesOf(KEY)).isEmpty();
        assertThat(runtime(sandbox, 30).recover()).singleElement().isInstanceOfSatisfying(FoundRun.Over.class, over -> {
            assertThat(over.key()).isEqualTo(KEY);
            assertThat(over.end().cause()).isEqualTo(Cause.LEASE_ENDED);
        });
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aRestartedAgentAdoptsItsRuns(boolean sandbox) throws Exception {
        ProcessRuntime first = runtime(sandbox, 30);
        StartedRun run = startLong(first, "");
        first.close();
        ProcessRuntime second = runtime(sandbox, 30);

        List<FoundRun> found = second.recover();

        assertThat(found).singleElement().isInstanceOfSatisfying(FoundRun.Adopted.class, adopted -> {
            assertThat(adopted.run().endpoint()).isEqualTo(run.endpoint());
            second.stop(KEY);
            assertThat(end(adopted.run()).cause()).isEqualTo(Cause.STOPPED);
        });
        assertThat(processesOf(KEY)).isEmpty();
        second.discard(KEY);
        assertThat(second.recover()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatAnAgentHasLeftCanBeEndedWithoutIt(boolean sandbox) throws Exception {
        ProcessRuntime first = runtime(sandbox, 30);
        StartedRun run = startLong(first, "");
        first.close();

        LeftPrograms left = LeftPrograms.in(directory.resolve("runtime"));
        assertThat(left.count()).isEqualTo(1);
        left.end();

        assertThat(end(run).cause()).isEqualTo(Cause.STOPPED);
        assertThat(left.left()).isZero();
        assertThat(processesOf(KEY)).isEmpty();
        assertThat(LeftPrograms.in(directory.resolve("runtime")).count()).isZero();
        assertThat(LeftPrograms.in(directory.resolve("nothing")).count()).isZero();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void nothingIsLeftWhenTheSupervisorIsKilled(boolean sandbox) throws Exception {
        ProcessRuntime runtime = runtime(sandbox, 30);
        StartedRun run = startLong(runtime, "");
        RunFiles files = new RunFiles(directory.resolve("runtime/runs").resolve(KEY.directoryName()));

        files.supervisor().flatMap(ProcessIdentity::handle).orElseThrow().destroyForcibly();

        assertThat(end(run).cause()).isEqualTo(Cause.LOST);
        await("the end of its processes", () -> processesOf(KEY).isEmpty());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aHomeOutlivesItsRun(boolean sandbox) throws Exception {
        ProcessRuntime runtime = runtime(sandbox, 30);
        runtime.prepare(KEY, OWNER, List.of());
        end(runtime.start(spec(List.of("sh", "-c", "echo mine >{work}/note"), Map.of())));
        runtime.discard(KEY);
        runtime.prepare(KEY, OWNER, List.of());

        StartedRun again = runtime.start(spec(List.of("sh", "-c", "cat ~/note"), Map.of()));

        assertThat(end(again).succeeded()).isTrue();
        assertThat(runtime.log(KEY, 0, 100).text()).isEqualTo("mine\n");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aCommandThatDoesNotExistSaysSo(boolean sandbox) throws Exception {
        ProcessRuntime runtime = runtime(sandbox, 30);
        runtime.prepare(KEY, OWNER, List.of());

        assertThat(end(runtime.start(spec(List.of("no-such-program"), Map.of()))))
                .isEqualTo(new RunEnd(Cause.EXITED, 127));
        assertThat(runtime.log(KEY, 0, 1000).text()).contains("no-such-program");
        assertThatThrownBy(() -> runtime.start(spec(List.of("{nonsense}"), Map.of())))
                .isInstanceOf(RunNotStartedException.class)
                .hasMessageContaining("{nonsense}");
    }

    private ProcessRuntime runtime(boolean sandbox, int leaseSeconds) throws IOException {
        ProcessRuntime runtime = new ProcessRuntime(
                new ProcessRuntimeConfig(directory.resolve("runtime"), leaseSeconds, 1, sandbox, Bounds.usual()),
                Clock.systemUTC());
        runtimes.add(runtime);
        return runtime;
    }

    private static RunSpec spec(List<String> command, Map<String, String> environment) {
        Program program = new Program(new CommandTemplate(command), Map.of(), environment, List.of());
        return new RunSpec(KEY, OWNER, program, new Limits(1, 256L << 20), true);
    }

    /** Starts a program with a child in its process group and one that left it. */
    private static StartedRun startLong(ProcessRuntime runtime, String first) throws Exception {
        runtime.prepare(KEY, OWNER, List.of());
        StartedRun run = runtime.start(
                spec(List.of("sh", "-c", first + (first.isEmpty() ? LONG.substring(2) : LONG)), Map.of()));
        await("it is up", () -> runtime.log(KEY, 0, 10).text().startsWith("up"));
        return run;
    }

    private static RunEnd end(StartedRun run) {
        return run.end().toCompletableFuture().orTimeout(60, TimeUnit.SECONDS).join();
    }

    /** The processes that name this test's directory in their environment or on their command line. */
    private List<String> processesOf(RunKey key) {
        String sign = directory.toString();
        return ProcessHandle.allProcesses()
                .filter(process -> process.pid() != ProcessHandle.current().pid())
                .map(process -> proc(process.pid(), "environ") + proc(process.pid(), "cmdline"))
                .filter(text -> text.contains(sign) && text.contains(key.directoryName()))
                .toList();
    }

    private static String proc(long pid, String file) {
        try {
            return Files.readString(Path.of("/proc", Long.toString(pid), file), ISO_8859_1);
        } catch (IOException gone) {
            return "";
        }
    }

    private static void await(String what, Patience.Condition condition) {
        Patience.until(what, Duration.ofMinutes(1), condition);
    }
}
