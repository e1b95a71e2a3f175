package org.periapsis.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.periapsis.session.RunningAgent.enter;
import static org.periapsis.session.RunningAgent.get;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.periapsis.embedded.Patience;
import org.periapsis.events.EntityKind;
import org.periapsis.events.Outcome;
import org.periapsis.events.RunExited;
import org.periapsis.events.RunPlaced;
import org.periapsis.kit.manifest.ManifestEntry;
import org.periapsis.kit.manifest.ManifestEntry.ObjectRef;
import org.periapsis.kit.manifest.OutputEntry;

/** What a job leaves behind. */
@ExtendWith(OneAgent.class)
class AgentJobsIT {
    private static RunningAgent agent;
    private static AgentStack stack;

    @BeforeAll
    static void start(RunningAgent shared) {
        agent = shared;
        stack = agent.stack;
    }

    @Test
    void aJobLeavesATableForEachInputAndAReasonForEachFailure() throws Exception {
        Path broken = agent.file("broken.fits", "no FITS at all");
        List<ManifestEntry> inputs = List.of(
                stack.stores.image("esac", "one.fits"),
                stack.stores.image("jive", "two.fits"),
                stack.stores.product("esac", broken));
        RunPlaced placed = agent.place(EntityKind.JOB, "statistics", inputs);

        RunExited exited = agent.exited(placed);

        assertThat(exited.getOutcome()).isEqualTo(Outcome.FAILED);
        assertThat(exited.getTasksSucceeded()).isEqualTo(2);
        assertThat(exited.getTasksFailed()).isEqualTo(1);
        assertThat(exited.getReason()).contains("1 of 3", "broken.fits");
        assertThat(exited.getLocalBytes())
                .isEqualTo(inputs.get(0).size() + inputs.get(2).size());
        assertThat(exited.getMovedBytes()).isEqualTo(inputs.get(1).size());
        byte[] manifest = agent.object(exited.getOutputs().getUri());
        assertThat(AgentStack.sha256(manifest)).isEqualTo(exited.getOutputs().getSha256());
        List<OutputEntry> entries = new String(manifest, StandardCharsets.UTF_8)
                .lines()
                .map(OutputEntry::ofLine)
                .toList();
        assertThat(entries).extracting(OutputEntry::task).containsExactly(0, 1, 2);
        assertThat(entries.get(1).inputIds()).containsExactly("ivo://test/c?two.fits");
        assertThat(entries.get(1).objects())
                .extracting(ObjectRef::name)
                .containsExactly("two-statistics.csv", "two-statistics.fits");
        ObjectRef csv = entries.get(1).objects().get(0);
        byte[] table = agent.object("s3://" + csv.bucket() + "/" + csv.key());
        assertThat(AgentStack.sha256(table)).isEqualTo(csv.sha256());
        // By hand: 1, 2, 3, 6.
        assertThat(new String(table, StandardCharsets.UTF_8)).contains("two.fits,0,,pixels,,4,4,1.0,6.0,3.0,2.5,");
        assertThat(entries.get(2).failure())
                .hasValueSatisfying(reason -> assertThat(reason).contains("broken.fits"));
        String tasks = agent.url(placed, "tasks");
        String api = stack.runsPass(placed.getEntityId().toString());
        String one = tasks + "?run=" + placed.getRunId() + "&epoch=" + placed.getEpoch();
        assertThat(enter(tasks, api).body()).contains("\"done\":2", "\"failed\":1");
        assertThat(get(tasks, stack.token("anna", "user")).statusCode()).isEqualTo(404);
        agent.conclude(placed, Outcome.FAILED);
        // Let go: its output manifest still tells.
        Patience.until("it is let go", AgentStack.PATIENCE, () -> enter(tasks, api)
                .body()
                .contains("\"runs\":[]"));
        assertThat(enter(one, api).body()).contains("\"task\":2", "ivo://test/c?broken.fits", "\"done\":2");
        assertThat(enter(tasks + "?run=9&epoch=1", api).statusCode()).isEqualTo(404);
        assertThat(enter(tasks + "?run=..&epoch=1", api).statusCode()).isEqualTo(400);
    }

    @Test
    void linksAndPipesAmongATasksOutputsAreLeftOutAndItsLogSaysSo() throws Exception {
        String script = "cd \"$1\" && echo own >kept.txt && ln -s /etc/passwd outside && ln -s \"$2\" inputs"
                + " && ln -s nowhere dangling && ln -s . loop && mkfifo pipe; ln \"$2\"/* hard || echo no hard link;"
                + " printf 'half a line'";
        RunPlaced placed =
                stack.place(stack.placed(EntityKind.JOB, "statistics", List.of(stack.stores.image("esac", "in.fits")))
                        .setCommand(List.of("sh", "-c", script, "x", "{out}", "{data}")));

        RunExited exited = agent.exited(placed);

        assertThat(exited.getOutcome()).isEqualTo(Outcome.SUCCEEDED);
        List<OutputEntry> entries = new String(agent.object(exited.getOutputs().getUri()), StandardCharsets.UTF_8)
                .lines()
                .map(OutputEntry::ofLine)
                .toList();
        String logs = agent.url(placed, "logs");
        String log = get(logs, stack.token("anna", "user")).body();
        List<String> names = log.contains("no hard link") ? List.of("kept.txt") : List.of("hard", "kept.txt");
        assertThat(entries.get(0).objects()).extracting(ObjectRef::name).containsExactlyElementsOf(names);
        assertThat(log)
                .contains("half a line\nperiapsis: not among the outputs: ")
                .contains("the link outside", "the link inputs", "the link dangling", "the link loop")
                .contains("the pipe, socket or device pipe");
    }
}
