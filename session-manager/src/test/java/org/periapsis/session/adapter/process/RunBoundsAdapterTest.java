package org.periapsis.session.adapter.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.periapsis.session.adapter.process.ControlGroups.Resource;
import org.periapsis.session.domain.run.CommandTemplate;
import org.periapsis.session.domain.run.Limits;
import org.periapsis.session.domain.run.Program;
import org.periapsis.session.domain.run.RunEnd;
import org.periapsis.session.domain.run.RunEnd.Cause;
import org.periapsis.session.domain.run.RunKey;
import org.periapsis.session.domain.run.RunNotStartedException;
import org.periapsis.session.domain.run.RunSpec;
import org.periapsis.session.domain.run.RuntimeDescription.Isolation;
import org.periapsis.session.domain.run.StartedRun;

/** Bounds hold for the whole of a run, and for one run only. */
@EnabledOnOs(OS.LINUX)
class RunBoundsAdapterTest {

    private static final RunKey FIRST = RunKey.session("first", 0);
    private static final RunKey SECOND = RunKey.session("second", 0);
    private static final int PROCESSES = 48;

    @TempDir
    private Path directory;

    private RunStand stand;

    @BeforeEach
    void start() throws Exception {
        stand = new RunStand(directory, new Bounds(PROCESSES, 32L << 20, 3_000, false));
        assumeThat(stand.runtime.describe().isolation()).isEqualTo(Isolation.SANDBOX);
    }

    @AfterEach
    void close() throws Exception {
        stand.close();
    }

    @Test
    void manyRunsOfOnePersonAllStart() throws Exception {
        allStart(20);
    }

    @Test
    @Tag("full")
    void aHundredAndSixtyRunsOfOnePersonAllStart() throws Exception {
        allStart(160);
    }

    private void allStart(int many) throws Exception {
        bounded(Resource.PROCESSES);
        List<StartedRun> runs = new ArrayList<>();
        // Ten processes each: far more together than one run may have.
        for (int i = 0; i < many; i++) {
            String ten = "for i in 1 2 3 4 5 6 7 8 9; do sleep 600 & done; echo all; wait";
            runs.add(stand.sh(RunKey.session("run-" + i, 0), "anna", ten));
        }

        for (StartedRun run : runs) {
            RunStand.await(() -> stand.log(run.key()).equals("all\n"), () -> stand.log(run.key()));
        }
    }

    @Test
    void aForkBombStaysWithinItsRun() throws Exception {
        bounded(Resource.PROCESSES);
        StartedRun bomb = stand.start(
                FIRST,
                "anna",
                Map.of(),
                "perl",
                "-e",
                "$| = 1; for (1 .. 1000) { my $c = fork; if (!defined $c) { print \"refused\\n\"; last } } sleep 600");
        RunStand.await(() -> stand.log(FIRST).contains("refused"), () -> stand.log(FIRST));

        RunFiles files = new RunFiles(directory.resolve("runs").resolve(FIRST.directoryName()));
        assertThat(RunGroups.read(files.groups()).processes()).hasSizeBetween(PROCESSES / 2, PROCESSES);
        StartedRun other = stand.sh(SECOND, "anna", "echo fine");
        assertThat(stand.end(other).succeeded()).isTrue();
        stand.stop(bomb);
        assertThat(RunGroups.read(files.groups()).processes()).isEmpty();
    }

    @Test
    void aRunThatIsOutOfMemoryEndsAloneAndSaysSo() throws Exception {
        bounded(Resource.MEMORY);
        StartedRun other = stand.server(SECOND, "anna", "x");

        // Each stays below what a process may have; together they are above what the run may.
        StartedRun greedy = stand.start(
                FIRST,
                "anna",
                Map.of(),
                "perl",
                "-e",
                "my @all; for (1 .. 5) { my $c = fork; if (!$c) { my $x = 'x' x (100 << 20); sleep 600; exit } }"
                        + " while (wait() > 0) { exit 3 if $? }");

        RunEnd end = stand.end(greedy);
        assertThat(end.cause()).isEqualTo(Cause.OUT_OF_MEMORY);
        assertThat(end.reason()).contains("out of memory");
        assertThat(RunStand.ask(other, "y")).isEqualTo("x heard y");
    }

    @Test
    void memoryDisksAreSized() throws Exception {
        StartedRun run = stand.sh(
                FIRST,
                "anna",
                "for at in /tmp /dev/shm; do df -k $at | tail -1; for i in 1 2 3 4 5 6; do"
                        + " head -c 30000000 /dev/zero >$at/$i || break; done; rm $at/*; done;"
                        + " echo scratch >/var/tmp/y && echo $TMPDIR");

        stand.end(run);

        assertThat(stand.log(FIRST).lines().filter(line -> line.contains("No space left on device")))
                .hasSize(2);
        assertThat(stand.log(FIRST)).contains(" 131072 ").endsWith("/var/tmp\n");
    }

    @Test
    void aRunThatFillsTheDiskIsEndedAndSaysSo() throws Exception {
        StartedRun run = stand.sh(
                FIRST,
                "anna",
                "head -c 50000000 /dev/zero >~/large; for i in 1 2 3 4; do head -c 25000000 /dev/zero >~/$i; done;"
                        + " echo wrote; sleep 600");

        RunEnd end = stand.end(run);

        // One file is stopped by the kernel, the sum by the agent.
        assertThat(stand.log(FIRST)).contains("File size limit exceeded").contains("wrote");
        assertThat(end.cause()).isEqualTo(Cause.OVER_DISK);
        assertThat(end.reason()).contains("room");
    }

    @Test
    void whatARunPrintsCountsOnItsDiskHoweverItMakesItLong() throws Exception {
        StartedRun run = stand.sh(
                FIRST,
                "anna",
                "perl -e 'truncate(STDOUT, 31 << 20)'; for i in 1 2; do head -c 25000000 /dev/zero >~/$i; done; sleep 600");

        RunEnd end = stand.end(run);

        assertThat(end.cause()).isEqualTo(Cause.OVER_DISK);
        assertThat(Files.size(log(FIRST))).isLessThanOrEqualTo(LogBounds.usual().bytes());
    }

    @Test
    void ofWhatARunPrintedItsBeginningAndEndAreLeftWhenItIsOver() throws Exception {
        StartedRun run = stand.sh(FIRST, "anna", "echo begun; yes filler | head -c 21000000; echo over");

        assertThat(stand.end(run).succeeded()).isTrue();

        assertThat(Files.size(log(FIRST))).isLessThanOrEqualTo(LogBounds.usual().bytes());
        assertThat(stand.log(FIRST)).startsWith("begun\nfiller\n");
        assertThat(stand.runtime.log(FIRST, -100, 100).text()).endsWith("filler\nover\n");
    }

    private Path log(RunKey key) {
        return directory.resolve("runs").resolve(key.directoryName()).resolve("log");
    }

    @Test
    void aRunThatMakesTooManyFilesIsEndedAndSaysSo() throws Exception {
        StartedRun other = stand.server(SECOND, "ben", "x");
        StartedRun run = stand.start(
                FIRST,
                "anna",
                Map.of(),
                "perl",
                "-e",
                "$| = 1; chdir $ENV{HOME}; mkdir 'many'; for (1 .. 3000) { symlink 'x', \"many/$_\" }"
                        + " print \"made\\n\"; sleep 600");

        RunEnd end = stand.end(run);

        assertThat(stand.log(FIRST)).contains("made");
        assertThat(end.cause()).isEqualTo(Cause.OVER_FILES);
        assertThat(end.reason()).contains("more files and directories than a run may have");
        assertThat(RunStand.ask(other, "y")).isEqualTo("x heard y");
    }

    @Test
    void aHomeWithTooManyFilesIsForASessionToTidyUpAndNoTaskAddsToIt() throws Exception {
        String more = "$| = 1; chdir $ENV{HOME}; symlink('x', $_) for 1 .. 3001; print qq(made\\n);";
        stand.end(stand.start(FIRST, "anna", Map.of(), "perl", "-e", more));
        RunKey task = new RunKey("job", 1, "task-0");
        stand.runtime.prepare(task, "anna", List.of());
        Program nothing = new Program(new CommandTemplate(List.of("true")), Map.of(), Map.of(), List.of());
        Limits limits = new Limits(1, RunStand.MEMORY);

        assertThatThrownBy(() -> stand.runtime.start(new RunSpec(task, "anna", nothing, limits, false)))
                .isInstanceOf(RunNotStartedException.class)
                .hasMessageContaining("more files than a run may have");

        StartedRun session = stand.sh(SECOND, "anna", "rm ~/[0-9]*; echo tidy; sleep 600");
        RunStand.await(() -> stand.log(SECOND).contains("tidy"), () -> stand.log(SECOND));
        stand.stop(session);
        stand.runtime.prepare(task, "anna", List.of());
        StartedRun run = stand.runtime.start(new RunSpec(task, "anna", nothing, limits, false));
        assertThat(stand.end(run).succeeded()).isTrue();
    }

    private void bounded(Resource resource) {
        assumeThat(ControlGroups.tried("periapsis-test-").bounds(resource)).isTrue();
    }
}
