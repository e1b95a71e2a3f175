package org.periapsis.local.stack;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class StackStateTest {
    /** A time of day is another after the machine's clock has been set: the stack that runs would not be found any more. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void aProcessIsKnownByTheTicksAtItsStart() throws Exception {
        StackState state = StackState.ofThisProcess("http://a", "1", "s", new JsonObject());
        String stat = Files.readString(Path.of("/proc/self/stat"));
        assertThat(stat.substring(stat.lastIndexOf(')')).split(" ", -1)[20]).isEqualTo(Long.toString(state.started()));
        assertThat(state.process()).hasValue(ProcessHandle.current());
    }

    @Test
    void anotherThatHasItsPidIsNotIt() {
        StackState state = StackState.ofThisProcess("http://a", "1", "s", new JsonObject());
        StackState before = new StackState(state.pid(), state.started() - 1, state.url(), "1", "s", new JsonObject());
        assertThat(before.process()).isEmpty();
    }
}
