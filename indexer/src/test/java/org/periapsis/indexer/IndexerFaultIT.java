package org.periapsis.indexer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.periapsis.indexer.TestStack.eventually;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.io.File;
import java.lang.ProcessBuilder.Redirect;
import java.net.ConnectException;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.periapsis.embedded.Cable;
import org.periapsis.embedded.LoopbackPort;
import org.periapsis.events.ReplicaRemoved;
import org.periapsis.events.codec.Event;
import org.periapsis.kit.failure.DeadLetter;
import org.periapsis.kit.observe.AuditLines;

class IndexerFaultIT {
    @TempDir
    Path directory;

    private TestStack stack;

    @BeforeEach
    void start() throws Exception {
        stack = new TestStack(directory);
    }

    @AfterEach
    void stop() throws Exception {
        stack.close();
    }

    private int products() throws Exception {
        return stack.view.rows().get("product").size();
    }

    private Map<String, Long> announcedPerEvent() {
        return stack.log.indexed().stream().collect(Collectors.groupingBy(e -> e.id(), Collectors.counting()));
    }

    @Test
    void announcesEachProductOnceAfterAStopBetweenViewAndAnnouncement() throws Exception {
        stack.mayAnnounce(false);
        stack.start(false);
        for (int i = 0; i < 40; i++) {
            String id = "ivo://esa/between?" + i;
            stack.write("esac", id, Samples.ingested(id, i, i));
        }
        stack.write("esac", "ivo://esa/between?7", Samples.revised("ivo://esa/between?7", 2, 1, "won", "b"));
        stack.write("esac", "ivo://esa/between?7", Samples.revised("ivo://esa/between?7", 2, 1, "lost", "c"));
        stack.write("esac", "ivo://esa/between?8", Samples.withdrawn("ivo://esa/between?8", 2));
        // Partitions come in separate batches, and one that cannot be announced holds the others back: some are in the
        // view, none is announced.
        eventually(() -> products() > 0);
        assertThat(stack.log.indexed()).isEmpty();
        stack.stop();

        stack.mayAnnounce(true);
        stack.start(false);
        stack.log.awaitIndexed(42);
        stack.stop();
        stack.start(false);
        String last = stack.write("jive", "ivo://esa/between?last", Samples.ingested("ivo://esa/between?last", 1, 1));
        stack.log.awaitIndexed(43);
        assertThat(last).isNotBlank();
        assertThat(announcedPerEvent().values()).allMatch(times -> times == 1);
        assertThat(stack.log.indexed().stream()
                        .filter(e -> e.subject().equals("ivo://esa/between?7"))
                        .map(e -> e.data().getRevision() + " "
                                + e.data().getObscore().getObsTitle()))
                .containsExactly("1 null", "2 won");
        stack.stop();
    }

    @Test
    void withoutItsDatabaseItSaysSoAndAnswers503AndLosesNothing() throws Exception {
        String id = "ivo://esa/away?1";
        int port = LoopbackPort.free("the indexer", 0);
        try (Cable database = stack.cable()) {
            database.pull();
            Future<IndexerApp> starting = stack.begin(database, port);
            eventually(() -> postgres(port).contains("refused"));
            assertThat(starting.isComplete()).as("a start waits").isFalse();
            database.plug();
            starting.await(60, TimeUnit.SECONDS);
            eventually(() -> stack.get("/health/ready").statusCode() == 200);
            database.pull();
            eventually(() -> postgres(port).contains("refused"));
            assertThat(stack.get("/health/ready").statusCode()).isEqualTo(503);
            HttpResponse<String> search = stack.get("/products");
            assertThat(search.statusCode()).as(search.body()).isEqualTo(503);
            assertThat(search.headers().firstValue("Retry-After")).isPresent();
            assertThat(stack.get("/health/live").statusCode()).isEqualTo(200);
            stack.write("esac", id, Samples.ingested(id, 5, 5));
            database.plug();
            stack.log.awaitIndexed(1);
            eventually(() -> stack.get("/health/ready").statusCode() == 200);
            assertThat(stack.get("/products/" + URLEncoder.encode(id, StandardCharsets.UTF_8))
                            .statusCode())
                    .isEqualTo(200);
            stack.stop();
        }
    }

    /** What is said of the part; nothing while nobody listens. */
    private String postgres(int port) throws Exception {
        try {
            return new JsonObject(stack.getAt(port, "/health/ready").body())
                    .getJsonObject("checks")
                    .getJsonObject("postgres")
                    .getString("detail");
        } catch (ConnectException notYet) {
            return "";
        }
    }

    @Test
    void makesTheViewAnewRowForRowAndAnnouncesNothing() throws Exception {
        stack.start(false);
        for (int i = 0; i < 60; i++) {
            String id = "ivo://esa/again?" + i;
            stack.write("esac", id, Samples.ingested(id, i, i));
            stack.write(i % 2 == 0 ? "esac" : "jive", id, Samples.replica(id, i % 2 == 0 ? "esac" : "jive"));
            if (i % 5 == 0) {
                stack.write("esac", id, Samples.revised(id, 2, 1, "two", id + i % 2));
                stack.write("esac", id, Samples.revised(id, 2, 1, "never", id));
            }
            if (i % 7 == 0) {
                stack.write("jive", id, Samples.replica(id, "jive"));
                stack.write("jive", id, new ReplicaRemoved(id, "jive", "quota"));
            }
            if (i % 10 == 0) {
                stack.write("esac", id, Samples.withdrawn(id, 3));
            }
        }
        stack.log.awaitIndexed(60 + 12 + 6);
        eventually(() -> applied() == 60 + 24 + 6 + 60 + 18);
        Map<String, List<String>> before = stack.view.rows();

        stack.stop();
        stack.start(true);
        eventually(() -> applied() == 60 + 24 + 6 + 60 + 18);
        assertThat(stack.view.rows()).isEqualTo(before);

        String operator = stack.bearer("root", List.of("operator"), List.of());
        assertThat(stack.post("/rebuild", new JsonObject()).statusCode()).isEqualTo(401);
        try (AuditLines audited = new AuditLines()) {
            assertThat(stack.post("/rebuild", new JsonObject(), "Authorization", operator)
                            .statusCode())
                    .isEqualTo(202);
            eventually(() -> applied() == 60 + 24 + 6 + 60 + 18);
            assertThat(audited.acts()).singleElement().satisfies(act -> assertThat(act.getMap())
                    .containsEntry("act", "OPERATOR")
                    .containsEntry("who", "root")
                    .containsEntry("path", "/rebuild"));
        }
        assertThat(stack.view.rows()).isEqualTo(before);
        stack.stop();
        assertThat(stack.log.indexed()).hasSize(60 + 12 + 6);
    }

    /** PostgreSQL refuses what it would take a moment later: its operator's fault, mended without a new version of ours. */
    @Test
    void takesUpWhatIsReleasedAnnouncesItOnceAndARebuildDoesSoAtTheSamePlace() throws Exception {
        String topic = "esac.periapsis.products.v1";
        String id = "ivo://esa/released?1";
        String other = "ivo://esa/released?2";
        stack.start(false);
        stack.view.sql("alter table indexer.product add constraint refuses check (obs_publisher_did <> '" + id + "')");
        stack.write("esac", id, Samples.ingested(id, 10, 10));
        stack.write("esac", other, Samples.ingested(other, 20, 20));
        eventually(() -> stack.log.records(topic + ".indexer.dlq").size() == 1);
        stack.log.awaitIndexed(1);
        ConsumerRecord<String, byte[]> letter =
                stack.log.records(topic + ".indexer.dlq").get(0);
        DeadLetter fact = DeadLetter.of(letter).orElseThrow();
        assertThat(fact.reason()).contains("refuses");
        assertThat(products()).isEqualTo(1);

        stack.view.sql("alter table indexer.product drop constraint refuses");
        stack.ask(letter, DeadLetter.Kind.RETRY);

        stack.log.awaitIndexed(2);
        assertThat(stack.log.indexed()).extracting(Event::subject).containsExactlyInAnyOrder(id, other);
        assertThat(products()).isEqualTo(2);
        Map<String, List<String>> before = stack.view.rows();

        stack.stop();
        stack.start(true);
        eventually(() -> stack.view.rows().equals(before));
        stack.write("esac", other, Samples.revised(other, 2, 1, "two", "b"));
        stack.log.awaitIndexed(3);
        stack.stop();
        assertThat(stack.log.indexed()).as("a rebuild tells nothing anew").hasSize(3);
    }

    /** Records that the view has passed, over all partitions. */
    private long applied() throws Exception {
        long sum = 0;
        for (String row : stack.view.rows().get("applied")) {
            sum += Long.parseLong(row.substring(row.lastIndexOf(',') + 1, row.length() - 1));
        }
        return sum;
    }

    @Test
    void losesAndRepeatsNothingWhenItIsKilledAgainAndAgain() throws Exception {
        int count = 3000;
        Thread writer = new Thread(() -> writeAll(count));
        writer.start();
        for (int life = 0; life < 3; life++) {
            Process indexer = fork(life);
            try {
                stack.log.awaitIndexed(201 + 700 * life);
            } finally {
                indexer.destroyForcibly().waitFor(30, TimeUnit.SECONDS);
            }
            stack.forgetMembers();
        }
        writer.join();
        stack.start(false);
        stack.log.awaitIndexed(count);
        stack.stop();
        assertThat(products()).isEqualTo(count);
        assertThat(stack.log.indexed()).hasSize(count);
        assertThat(announcedPerEvent()).hasSize(count);
    }

    private void writeAll(int count) {
        try {
            for (int i = 0; i < count; i++) {
                String id = "ivo://esa/killed?" + i;
                stack.write(i % 2 == 0 ? "esac" : "jive", id, Samples.ingested(id, i % 360, i % 90));
            }
        } catch (Exception e) {
            throw new IllegalStateException("the test's own writer failed", e);
        }
    }

    private Process fork(int life) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                IndexerMain.class.getName()));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(Redirect.to(new File(directory.toFile(), "indexer-" + life + ".log")));
        builder.environment().putAll(new HashMap<>(stack.environment()));
        return builder.start();
    }
}
