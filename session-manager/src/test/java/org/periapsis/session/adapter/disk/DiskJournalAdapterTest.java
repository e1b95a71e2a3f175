package org.periapsis.session.adapter.disk;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.periapsis.events.Outcome;
import org.periapsis.events.RunExited;
import org.periapsis.events.RunPlaced;
import org.periapsis.session.Facts;
import org.periapsis.session.domain.agent.Held;
import org.periapsis.session.domain.agent.Outputs.OutputFile;
import org.periapsis.session.domain.agent.Outputs.TaskResult;
import org.periapsis.session.domain.agent.RunId;

/** Every file of the agent's memory, cut at every byte and with every byte changed: reading never fails, and says what is lost. */
class DiskJournalAdapterTest {

    private static final TopicPartition REQUESTS = new TopicPartition("periapsis.requests.v1", 3);

    @TempDir
    Path directory;

    private final RunPlaced placed = Facts.session(UUID.randomUUID()).placed("0", 1, "esac", 0, 3);
    private Path held;
    private Reserve reserve;

    @BeforeEach
    void open() {
        held = directory.resolve("held");
        reserve = new Reserve(directory.resolve("reserve"), 1 << 16);
    }

    private DiskJournal journal() throws IOException {
        return new DiskJournal(held, reserve);
    }

    /** The states of one run's life, as they are saved. */
    private List<Held> life() {
        Held accepted = Held.accepted(placed, "secret");
        Held ready = accepted.ready(Instant.parse("2026-11-30T12:00:00Z"));
        Held stopping = ready.stopping(new Held.Stop(Outcome.STOPPED, "enough\nsaid \u00e9", false));
        RunExited end = Facts.session(placed.getEntityId()).exited("0", 1, "esac", Outcome.STOPPED, 0, 0);
        return List.of(accepted, ready, stopping, stopping.over(end));
    }

    private static TaskResult task(int number) {
        OutputFile file = new OutputFile("esac-outputs", "k/" + number, 7, "ab".repeat(32), "t\u00fc\u0000b.fits");
        Optional<String> failure = number == 2 ? Optional.of("line one\nline two") : Optional.empty();
        return new TaskResult(number, List.of("ivo://test/c?" + number), List.of(file), failure);
    }

    private Path only(String name) throws IOException {
        try (var files = Files.walk(held)) {
            return files.filter(file -> file.getFileName().toString().equals(name))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private void put(Path file, byte[] bytes) throws IOException {
        Files.createDirectories(file.getParent());
        Files.write(file, bytes);
    }

    /** Saves a life. @return where in the file its states end */
    private List<Integer> saved() throws IOException {
        DiskJournal first = journal();
        List<Integer> ends = new ArrayList<>(List.of(0));
        for (Held state : life()) {
            first.save(state);
            ends.add((int) Files.size(only("held.journal")));
        }
        return ends;
    }

    @Test
    void aStateThatWasCutOffAnywhereCostsThatStateAloneAndIsTold() throws Exception {
        List<Integer> ends = saved();
        Path file = only("held.journal");
        byte[] whole = Files.readAllBytes(file);
        assertThat(journal().load()).containsExactly(life().get(3));
        // The last record at every byte; those before it are like it.
        for (int cut = 0; cut <= whole.length; cut += near(ends, cut) ? 1 : 13) {
            int length = cut;
            put(file, java.util.Arrays.copyOf(whole, length));
            int left =
                    (int) ends.stream().filter(end -> end > 0 && end <= length).count();
            RecordFile.Content content = new RecordFile(file, reserve).read();
            assertThat(content.records()).as("cut at %d", cut).hasSize(left);
            assertThat(content.damage()).hasSize(ends.contains(length) ? 0 : 1);
            if (ends.stream().noneMatch(end -> Math.abs(end - length) < 3) && cut % 1001 != 0) {
                continue;
            }
            DiskJournal journal = journal();
            assertThat(journal.load())
                    .as("cut at %d", cut)
                    .isEqualTo(left == 0 ? List.of() : List.of(life().get(left - 1)));
            assertThat(journal.damage().isEmpty()).as("told at %d", cut).isEqualTo(ends.contains(length) && left > 0);
            assertThat(journal.forgetful()).as("the log is asked at %d", cut).isEqualTo(left == 0);
            // What comes next is readable, whatever was cut.
            journal.save(life().get(3));
            assertThat(journal().load()).containsExactly(life().get(3));
        }
    }

    private static boolean near(List<Integer> ends, int at) {
        return at >= ends.get(3) || ends.stream().anyMatch(end -> Math.abs(end - at) < 40);
    }

    @Test
    void aSpoiledByteAnywhereInTheStatesNeverKeepsTheOthersFromBeingRead() throws Exception {
        List<Integer> ends = saved();
        Path file = only("held.journal");
        byte[] whole = Files.readAllBytes(file);
        for (int at = 0; at < whole.length; at += near(ends, at) ? 1 : 13) {
            byte[] spoiled = whole.clone();
            spoiled[at] = (byte) (spoiled[at] ^ (1 << (at % 8)));
            put(file, spoiled);
            RecordFile.Content content = new RecordFile(file, reserve).read();
            // A spoiled line's end takes the line after it along.
            assertThat(content.records().size()).as("at %d", at).isBetween(2, 3);
            assertThat(content.damage()).as("at %d", at).isNotEmpty();
            if (at % 501 == 0) {
                DiskJournal journal = journal();
                assertThat(journal.load()).as("at %d", at).hasSize(1);
                assertThat(life()).containsAll(journal.load());
                assertThat(journal.damage()).as("at %d", at).isNotEmpty();
            }
        }
    }

    @Test
    void aTaskThatWasCutOffIsDoneAgainAndTheNextOnesLineIsReadable() throws Exception {
        DiskJournal first = journal();
        Held accepted = Held.accepted(placed, "secret");
        first.save(accepted);
        List<Integer> ends = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            first.done(accepted.id(), task(i));
            ends.add((int) Files.size(only("tasks.ndjson")));
        }
        Path file = only("tasks.ndjson");
        byte[] whole = Files.readAllBytes(file);
        for (int cut = 0; cut <= whole.length; cut++) {
            int length = cut;
            int left = (int) ends.stream().filter(end -> end <= length).count();
            put(file, java.util.Arrays.copyOf(whole, length));
            DiskJournal journal = journal();
            assertThat(journal.done(accepted.id()))
                    .as("cut at %d", cut)
                    .isEqualTo(List.of(task(0), task(1), task(2)).subList(0, left));
            assertThat(journal.damage().isEmpty()).isEqualTo(length == 0 || ends.contains(length));
            journal.done(accepted.id(), task(9));
            assertThat(journal().done(accepted.id()))
                    .as("after a cut at %d", cut)
                    .hasSize(left + 1)
                    .last()
                    .isEqualTo(task(9));
        }
        for (int at = 0; at < whole.length; at++) {
            byte[] spoiled = whole.clone();
            spoiled[at] = (byte) (spoiled[at] ^ 1);
            put(file, spoiled);
            DiskJournal journal = journal();
            List<TaskResult> read = journal.done(accepted.id());
            assertThat(List.of(task(0), task(1), task(2))).as("at %d", at).containsAll(read);
            // A line's end that was spoiled takes the line after it along.
            assertThat(read.size()).as("at %d", at).isBetween(1, 2);
            assertThat(journal.damage()).isNotEmpty();
        }
    }

    @Test
    void ofTheOffsetsOneOfTwoCopiesIsAlwaysWhole() throws Exception {
        Path kept = Files.createDirectories(directory.resolve("offsets"));
        DiskOffsets first = new DiskOffsets(kept);
        for (long offset = 10; offset <= 13; offset++) {
            first.save(Map.of(REQUESTS, offset));
        }
        Path newest = kept.resolve("offsets.0");
        byte[] whole = Files.readAllBytes(newest);
        int line = new String(whole, java.nio.charset.StandardCharsets.UTF_8).indexOf('\n') + 1;
        for (int cut = 0; cut <= line; cut++) {
            Files.write(newest, java.util.Arrays.copyOf(whole, cut));
            assertRead(kept, cut == line ? 13 : 12, cut == line);
            byte[] spoiled = whole.clone();
            int at = Math.min(cut, line - 1);
            spoiled[at] = (byte) (spoiled[at] ^ 4);
            Files.write(newest, spoiled);
            assertRead(kept, 12, false);
        }
        Path older = kept.resolve("offsets.1");
        byte[] before = Files.readAllBytes(older);
        Files.write(newest, new byte[0]);
        Files.write(older, java.util.Arrays.copyOf(before, 10));
        DiskOffsets none = new DiskOffsets(kept);
        assertThat(none.known()).isFalse();
        assertThat(none.damage())
                .hasSize(3)
                .last()
                .asString()
                .contains("no copy of the offsets", "learnt from the log again");
        Files.write(older, before);
        DiskOffsets again = new DiskOffsets(kept);
        again.save(Map.of(REQUESTS, 20L));
        again.save(Map.of(REQUESTS, 21L));
        assertRead(kept, 21, true);
    }

    private static void assertRead(Path kept, long offset, boolean well) throws IOException {
        DiskOffsets read = new DiskOffsets(kept);
        assertThat(read.load(Set.of(REQUESTS))).containsEntry(REQUESTS, offset);
        assertThat(read.damage().isEmpty()).isEqualTo(well);
    }

    @Test
    void whatEarlierVersionsWroteIsRead() throws Exception {
        Held state = life().get(2);
        RunId id = state.id();
        Path run = Files.createDirectories(held.resolve(id.key("run").directoryName()));
        put(run.resolve("placed.avro"), java.util.Base64.getDecoder().decode(AvroText.of(placed)));
        put(
                run.resolve("state.properties"),
                """
                token=secret
                phase=READY
                expires=2026-11-30T12:00:00Z
                stop.outcome=STOPPED
                stop.reason=enough\\nsaid \\u00e9
                stop.concluded=false
                """
                        .getBytes(java.nio.charset.StandardCharsets.ISO_8859_1));
        put(
                run.resolve("tasks.ndjson"),
                (TaskText.of(task(0)) + "\n{\"task\":1,\"inp").getBytes(java.nio.charset.StandardCharsets.UTF_8));
        put(
                directory.resolve("offsets.properties"),
                (REQUESTS + "=42\n").getBytes(java.nio.charset.StandardCharsets.UTF_8));

        DiskJournal journal = journal();

        assertThat(journal.load()).containsExactly(state);
        assertThat(journal.done(id)).containsExactly(task(0));
        journal.done(id, task(1));
        assertThat(journal.done(id)).containsExactly(task(0), task(1));
        assertThat(new DiskOffsets(directory).load(Set.of(REQUESTS))).containsEntry(REQUESTS, 42L);
        journal.save(life().get(3));
        assertThat(journal().load()).containsExactly(life().get(3));
        journal.remove(id);
        assertThat(journal().load()).isEmpty();
    }
}
