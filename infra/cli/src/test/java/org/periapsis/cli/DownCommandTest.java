package org.periapsis.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.periapsis.client.ExitCodes;
import org.periapsis.local.stack.StackDirectory;

/** What a stack that is gone has left, as its supervisors wrote it down. */
class DownCommandTest {
    @TempDir
    private Path directory;

    private record Said(int code, String text) {}

    @Test
    void endsWhatAStackThatIsGoneHasLeft() throws Exception {
        Process program = new ProcessBuilder("sleep", "600").start();
        try {
            Path run = held(program, "boot_id");
            Said said = down();
            assertThat(said.code()).as(said.text()).isZero();
            assertThat(said.text()).contains("Ending 1 session or task that went on without a stack", "Ended.");
            assertThat(program.waitFor(20, TimeUnit.SECONDS)).isTrue();
            assertThat(run.resolve("stop")).exists();
            assertThat(down().code()).isEqualTo(PeriapsisMain.NOTHING_RUNS);
        } finally {
            program.destroyForcibly();
        }
    }

    @Test
    void leavesAProcessAloneThatHasThePidOfOneOfAnEarlierBoot() throws Exception {
        Process program = new ProcessBuilder("sleep", "600").start();
        try {
            held(program, "uuid");
            assertThat(down().code()).isEqualTo(PeriapsisMain.NOTHING_RUNS);
            assertThat(program.isAlive()).isTrue();
        } finally {
            program.destroyForcibly();
        }
    }

    @Test
    void saysThatAnotherProcessHasTheDirectory() throws Exception {
        try (FileChannel held = new StackDirectory(directory, directory).lock().channel()) {
            assertThat(held.isOpen()).isTrue();
            Said said = down();
            assertThat(said.code()).isEqualTo(ExitCodes.FAILED);
            assertThat(said.text()).contains("another process starts or ends a stack");
        }
    }

    /** @param random which of the kernel's numbers is taken for the boot's id */
    private Path held(Process program, String random) throws IOException {
        Path run = Files.createDirectories(directory.resolve("sites/esac/runtime/runs/r-1-session"));
        Files.writeString(
                run.resolve("run.properties"),
                "run=r\nepoch=1\npart=session\nuid=-1\nstarted=2026-01-01T00:00:00Z\nmark=m\nboot="
                        + Files.readString(Path.of("/proc/sys/kernel/random", random))
                                .strip() + "\n");
        String stat = Files.readString(Path.of("/proc/" + program.pid() + "/stat"));
        String start = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1)[19];
        Files.writeString(run.resolve("supervisor"), program.pid() + " " + start + "\n");
        return run;
    }

    private Said down() {
        StringWriter said = new StringWriter();
        PrintWriter all = new PrintWriter(said, true);
        int code = PeriapsisMain.commandLine().setOut(all).setErr(all).execute("down", "--dir", directory.toString());
        return new Said(code, said.toString());
    }
}
