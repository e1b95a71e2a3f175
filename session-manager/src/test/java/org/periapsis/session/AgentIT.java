package org.periapsis.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.minio.GetObjectArgs;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import nom.tam.fits.Fits;
import nom.tam.fits.ImageData;
import nom.tam.util.FitsFile;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.periapsis.events.DatalabKind;
import org.periapsis.events.DatalabRef;
import org.periapsis.events.EntityKind;
import org.periapsis.events.Outcome;
import org.periapsis.events.Owner;
import org.periapsis.events.RunAccepted;
import org.periapsis.events.RunConcluded;
import org.periapsis.events.RunExited;
import org.periapsis.events.RunLost;
import org.periapsis.events.RunPlaced;
import org.periapsis.events.RunReady;
import org.periapsis.events.RunRef;
import org.periapsis.events.RunStarted;
import org.periapsis.events.SessionRenewalRequested;
import org.periapsis.events.SessionStopRequested;
import org.periapsis.events.SiteOffered;
import org.periapsis.kit.auth.SessionPass;
import org.periapsis.kit.kafka.KafkaAccess;
import org.periapsis.kit.kafka.KafkaEventPublisher;
import org.periapsis.kit.manifest.ManifestEntry;
import org.periapsis.kit.manifest.ManifestEntry.ObjectRef;
import org.periapsis.kit.manifest.ManifestEntry.Replica;
import org.periapsis.kit.manifest.OutputEntry;
import org.periapsis.kit.rights.Level;
import org.periapsis.session.adapter.kafka.KafkaReports;
import org.periapsis.session.domain.agent.RunId;

/** An agent on real Kafka and S3, with real processes. */
class AgentIT {
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @TempDir
    static Path directory;

    private static AgentStack stack;
    private static AgentApp app;

    @BeforeAll
    static void start() throws Exception {
        stack = new AgentStack(directory);
        app = AgentStack.get(AgentApp.start(stack.vertx, stack.config(Optional.empty(), Duration.ofSeconds(30))));
    }

    @AfterAll
    static void stop() throws Exception {
        AgentStack.get(app.endRuns());
        assertThat(stack.runs.all()).isEmpty();
        AgentStack.get(app.stop());
        stack.close();
    }

    @Test
    void aSessionIsStagedStartedServedAndStopped() throws Exception {
        ManifestEntry here = stack.product("esac", image("here.fits"));
        ManifestEntry there = stack.product("jive", image("there.fits"));
        RunPlaced placed = stack.place(stack.placed(EntityKind.SESSION, "viewer", List.of(here, there)));

        RunReady ready = stack.await(RunReady.class, fact -> of(fact.getRun(), placed));
        RunStarted started = stack.await(RunStarted.class, fact -> of(fact.getRun(), placed));
        assertThat(started.getLocalBytes()).isEqualTo(here.size());
        assertThat(started.getMovedBytes()).isEqualTo(there.size());
        String anna = stack.pass(placed.getEntityId().toString());
        assertThat(enter(ready.getEndpoint(), anna).body()).contains("<title>Viewer</title>");
        assertThat(enter(ready.getEndpoint() + "files", anna).body()).contains("here.fits", "there.fits");
        assertThat(enter(ready.getEndpoint() + "files/0/cards", anna).body()).contains("NAXIS2");
        assertThat(enter(ready.getEndpoint() + "files/1/thumbnail.png", anna)
                        .headers()
                        .firstValue("content-type"))
                .contains("image/png");
        assertThat(enter(ready.getEndpoint(), stack.pass(UUID.randomUUID().toString()))
                        .statusCode())
                .isEqualTo(404);
        // Who somebody is does not let them in: whom the owner has let in is known at the portal.
        assertThat(enter(ready.getEndpoint(), stack.token("anna", "user")).statusCode())
                .isEqualTo(404);
        assertThat(get(ready.getEndpoint(), stack.token("anna", "user")).statusCode())
                .isEqualTo(401);
        assertThat(get(ready.getEndpoint(), null).statusCode()).isEqualTo(401);
        String logs = "http://127.0.0.1:" + app.port() + "/runs/" + placed.getEntityId() + "/logs";
        assertThat(get(logs, stack.token("anna", "user")).body()).contains("viewer is up");
        assertThat(get(logs, stack.token("ben", "user")).statusCode()).isEqualTo(404);
        assertThat(get(logs, stack.token("session-manager", "service")).statusCode())
                .isEqualTo(404);
        // The session-manager hands on the portal's pass; one to enter does not read, and one to read does not enter.
        String reads = stack.runsPass(placed.getEntityId().toString());
        assertThat(enter(logs, reads).body()).contains("viewer is up");
        assertThat(enter(logs, anna).statusCode()).isEqualTo(404);
        assertThat(enter(ready.getEndpoint(), reads).statusCode()).isEqualTo(404);
        assertThat(enter(logs, stack.runsPass(UUID.randomUUID().toString())).statusCode())
                .isEqualTo(404);
        HttpResponse<String> head = send("HEAD", logs + "?follow=true", stack.token("anna", "user"));
        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.headers().firstValue("content-type")).contains("text/plain; charset=utf-8");
        oneWhoFollowsManyLogsLeavesRoomForOthers(logs + "?follow=true");

        stack.publish(
                "session-manager",
                placed.getEntityId().toString(),
                new SessionStopRequested(placed.getEntityId(), placed.getOwner(), "", AgentStack.AUTHORITY, "enough"));

        RunExited exited = stack.await(RunExited.class, fact -> of(fact.getRun(), placed));
        assertThat(exited.getOutcome()).isEqualTo(Outcome.STOPPED);
        assertThat(exited.getReason()).isEqualTo("enough");
        conclude(placed, Outcome.STOPPED);
        await(() -> enter(ready.getEndpoint(), anna).statusCode() == 404);
        // Why it ended is looked for when it has: the log outlives the run.
        assertThat(get(logs, stack.token("anna", "user")).body()).contains("viewer is up");
        assertThat(get(logs, stack.token("ben", "user")).statusCode()).isEqualTo(404);
    }

    private static void oneWhoFollowsManyLogsLeavesRoomForOthers(String log) throws Exception {
        List<InputStream> followed = new ArrayList<>();
        for (int i = 0; i < 32; i++) {
            HttpResponse<InputStream> one = follow(log, stack.token("anna", "user"));
            assertThat(one.statusCode()).isEqualTo(200);
            followed.add(one.body());
        }
        HttpResponse<InputStream> over = follow(log, stack.token("anna", "user"));
        assertThat(over.statusCode()).isEqualTo(429);
        assertThat(over.headers().firstValue("Retry-After")).isPresent();
        HttpResponse<InputStream> other = follow(log, stack.token("olga", "operator"));
        assertThat(other.statusCode()).isEqualTo(200);
        followed.add(other.body());
        for (InputStream each : followed) {
            each.close();
        }
        await(() -> {
            HttpResponse<InputStream> again = follow(log, stack.token("anna", "user"));
            again.body().close();
            return again.statusCode() == 200;
        });
    }

    private static HttpResponse<InputStream> follow(String log, String token) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(log))
                .header("Authorization", "Bearer " + token)
                .build();
        return HTTP.send(request, HttpResponse.BodyHandlers.ofInputStream());
    }

    @Test
    void aJobLeavesATableForEachInputAndAReasonForEachFailure() throws Exception {
        Path broken = Files.writeString(directory.resolve("broken.fits"), "no FITS at all");
        List<ManifestEntry> inputs = List.of(
                stack.product("esac", image("one.fits")),
                stack.product("jive", image("two.fits")),
                stack.product("esac", broken));
        RunPlaced placed = stack.place(stack.placed(EntityKind.JOB, "statistics", inputs));

        RunExited exited = stack.await(RunExited.class, fact -> of(fact.getRun(), placed));

        assertThat(exited.getOutcome()).isEqualTo(Outcome.FAILED);
        assertThat(exited.getTasksSucceeded()).isEqualTo(2);
        assertThat(exited.getTasksFailed()).isEqualTo(1);
        assertThat(exited.getReason()).contains("1 of 3", "broken.fits");
        assertThat(exited.getLocalBytes())
                .isEqualTo(inputs.get(0).size() + inputs.get(2).size());
        assertThat(exited.getMovedBytes()).isEqualTo(inputs.get(1).size());
        byte[] manifest = object(exited.getOutputs().getUri());
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
        byte[] table = object("s3://" + csv.bucket() + "/" + csv.key());
        assertThat(AgentStack.sha256(table)).isEqualTo(csv.sha256());
        // By hand: 1, 2, 3, 6.
        assertThat(new String(table, StandardCharsets.UTF_8)).contains("two.fits,0,,pixels,,4,4,1.0,6.0,3.0,2.5,");
        assertThat(entries.get(2).failure())
                .hasValueSatisfying(reason -> assertThat(reason).contains("broken.fits"));
        String tasks = "http://127.0.0.1:" + app.port() + "/runs/" + placed.getEntityId() + "/tasks";
        String api = stack.runsPass(placed.getEntityId().toString());
        String one = tasks + "?run=" + placed.getRunId() + "&epoch=" + placed.getEpoch();
        assertThat(enter(tasks, api).body()).contains("\"done\":2", "\"failed\":1");
        assertThat(get(tasks, stack.token("anna", "user")).statusCode()).isEqualTo(404);
        conclude(placed, Outcome.FAILED);
        // Let go: its output manifest still tells.
        await(() -> enter(tasks, api).body().contains("\"runs\":[]"));
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
                stack.place(stack.placed(EntityKind.JOB, "statistics", List.of(stack.product("esac", image("in.fits"))))
                        .setCommand(List.of("sh", "-c", script, "x", "{out}", "{data}")));

        RunExited exited = stack.await(RunExited.class, fact -> of(fact.getRun(), placed));

        assertThat(exited.getOutcome()).isEqualTo(Outcome.SUCCEEDED);
        List<OutputEntry> entries = new String(object(exited.getOutputs().getUri()), StandardCharsets.UTF_8)
                .lines()
                .map(OutputEntry::ofLine)
                .toList();
        String logs = "http://127.0.0.1:" + app.port() + "/runs/" + placed.getEntityId() + "/logs";
        String log = get(logs, stack.token("anna", "user")).body();
        List<String> names = log.contains("no hard link") ? List.of("kept.txt") : List.of("hard", "kept.txt");
        assertThat(entries.get(0).objects()).extracting(ObjectRef::name).containsExactlyElementsOf(names);
        assertThat(log)
                .contains("half a line\nperiapsis: not among the outputs: ")
                .contains("the link outside", "the link inputs", "the link dangling", "the link loop")
                .contains("the pipe, socket or device pipe");
    }

    @Test
    void aFactThatTheLogNeverTakesKeepsNoOtherFromIt() throws Exception {
        KafkaEventPublisher publisher = new KafkaEventPublisher(
                stack.vertx,
                new KafkaAccess(stack.stack.kafkaConfig("agent-esac"), "reports"),
                stack.codec("agent-esac"),
                "esac",
                "reports");
        try {
            KafkaReports reports = new KafkaReports(stack.vertx, publisher, "esac", "agent-2", Clock.systemUTC());
            List<UUID> jobs = List.of(UUID.randomUUID(), UUID.randomUUID(), UUID.randomUUID());
            RunRef ref = RunRef.newBuilder()
                    .setEntityId(jobs.get(0))
                    .setEntityKind(EntityKind.JOB)
                    .setRunId("0")
                    .setEpoch(1)
                    .setSite("esac")
                    .setAgent("agent-2")
                    .setOwner(new Owner(AgentStack.ISSUER, "anna"))
                    .setTeam("")
                    .setAuthority(AgentStack.AUTHORITY)
                    .build();
            for (UUID job : jobs) {
                RunRef of = RunRef.newBuilder(ref).setEntityId(job).build();
                RunId id = new RunId(job, "0", 1);
                boolean large = job.equals(jobs.get(1));
                reports.send(id, large ? new RunLost(of, "x".repeat(2 << 20)) : new RunAccepted(of));
            }
            for (UUID job : List.of(jobs.get(0), jobs.get(2))) {
                stack.await(
                        RunAccepted.class, fact -> fact.getRun().getEntityId().equals(job));
            }
            AgentStack.get(reports.drain(AgentStack.PATIENCE));
        } finally {
            AgentStack.get(publisher.close());
        }
    }

    @Test
    void anInputThatIsNotWhatTheArchiveStoredFailsTheRunAndIsNamed() throws Exception {
        ManifestEntry good = stack.product("esac", image("forged.fits"));
        ObjectRef object = good.replicas().get(0).objects().get(0);
        ObjectRef other = new ObjectRef(object.bucket(), object.key(), object.size(), "0".repeat(64), object.name());
        ManifestEntry forged = new ManifestEntry(
                good.productId(), 1, good.size(), List.of(new Replica("esac", List.of(other))), good.obscore());
        RunPlaced placed = stack.place(stack.placed(EntityKind.SESSION, "viewer", List.of(forged)));

        RunExited exited = stack.await(RunExited.class, fact -> of(fact.getRun(), placed));

        assertThat(exited.getOutcome()).isEqualTo(Outcome.FAILED);
        assertThat(exited.getReason()).contains("forged.fits", "not what the archive stored");
    }

    @Test
    void anInputWhoseRightHasGoneIsNotStaged() throws Exception {
        ManifestEntry open = stack.product("esac", image("open.fits"));
        ManifestEntry withdrawn = stack.product("esac", image("withdrawn.fits"));
        stack.changed(withdrawn, AgentStack.rights(Level.PUBLIC, true));
        RunPlaced session = stack.place(stack.placed(EntityKind.SESSION, "viewer", List.of(open, withdrawn)));

        RunExited exited = stack.await(RunExited.class, fact -> of(fact.getRun(), session));

        assertThat(exited.getOutcome()).isEqualTo(Outcome.FAILED);
        // By number: its team reads the reason.
        assertThat(exited.getReason())
                .contains("may not be read any more: 1", "selection 1")
                .doesNotContain("withdrawn");
        assertThat(exited.getLocalBytes()).isZero();

        ManifestEntry closed = stack.product("esac", image("closed.fits"));
        stack.changed(closed, AgentStack.rights(Level.PROPRIETARY, false));
        RunPlaced job = stack.place(stack.placed(EntityKind.JOB, "statistics", List.of(open, closed)));

        RunExited tasks = stack.await(RunExited.class, fact -> of(fact.getRun(), job));

        assertThat(tasks.getTasksSucceeded()).isEqualTo(1);
        assertThat(tasks.getReason()).contains("1 of 2", "may not be read any more");
        assertThat(tasks.getLocalBytes()).isEqualTo(open.size());
    }

    @Test
    void whileTheIndexerIsAwayNothingIsStagedAndTheRunWaits() throws Exception {
        ManifestEntry open = stack.product("esac", image("waits.fits"));
        int before = stack.unanswered();
        stack.away(true);
        RunPlaced job;
        try {
            job = stack.place(stack.placed(EntityKind.JOB, "statistics", List.of(open)));
            await(() -> stack.unanswered() >= before + 3);
            // What needs no index goes on.
            RunPlaced without = stack.place(stack.placed(EntityKind.SESSION, "viewer", List.of()));
            stack.await(RunReady.class, fact -> of(fact.getRun(), without));
            stack.publish(
                    "session-manager",
                    without.getEntityId().toString(),
                    new SessionStopRequested(
                            without.getEntityId(), without.getOwner(), "", AgentStack.AUTHORITY, "enough"));
            stack.await(RunExited.class, fact -> of(fact.getRun(), without));
            assertThat(stack.seen(RunExited.class)).noneMatch(fact -> of(fact.getRun(), job));
        } finally {
            stack.away(false);
        }

        RunExited exited = stack.await(RunExited.class, fact -> of(fact.getRun(), job));
        assertThat(exited.getTasksSucceeded()).isEqualTo(1);
    }

    @Test
    void aRightThatCameByATeamIsKeptWithTheSelection() throws Exception {
        ManifestEntry open = stack.product("esac", image("team.fits"));
        stack.changed(open, AgentStack.rights(Level.PROPRIETARY, false));
        ManifestEntry byTeam = new ManifestEntry(
                open.productId(), 1, open.size(), open.replicas(), open.obscore(), Optional.of("team:t-1"));
        RunPlaced placed = stack.place(stack.placed(EntityKind.JOB, "statistics", List.of(byTeam)));

        RunExited exited = stack.await(RunExited.class, fact -> of(fact.getRun(), placed));

        assertThat(exited.getTasksSucceeded()).isEqualTo(1);
    }

    @Test
    void whatTheSiteCannotStartFailsAtOnceWithAReason() throws Exception {
        RunPlaced unknown = stack.place(stack.placed(EntityKind.SESSION, "notebook", List.of()));

        RunExited exited = stack.await(RunExited.class, fact -> of(fact.getRun(), unknown));

        assertThat(exited.getReason()).contains("notebook cannot start here").contains("Python");
        SiteOffered offer =
                stack.await(SiteOffered.class, each -> each.getDatalabs().size() == 4);
        assertThat(offer.getDatalabs()).anySatisfy(datalab -> {
            assertThat(datalab.getDatalab()).isEqualTo("notebook");
            assertThat(datalab.getReady()).isFalse();
            assertThat(datalab.getReason()).contains("not configured");
        });
        assertThat(offer.getDatalabs()).anySatisfy(datalab -> {
            assertThat(datalab.getDatalab()).isEqualTo("viewer");
            assertThat(datalab.getReady()).isTrue();
        });
        assertThat(offer.getCapacity().getCores()).isEqualTo(4);
    }

    @Test
    void aProgramThatFailsIsReportedWithItsLastWords() throws Exception {
        RunPlaced placed = stack.place(stack.placed(EntityKind.SESSION, "viewer", List.of())
                .setCommand(List.of("sh", "-c", "echo first; echo the disk is full >&2; exit 3")));

        RunExited exited = stack.await(RunExited.class, fact -> of(fact.getRun(), placed));

        assertThat(exited.getOutcome()).isEqualTo(Outcome.FAILED);
        assertThat(exited.getExitCode()).isEqualTo(3);
        assertThat(exited.getReason()).contains("the disk is full");
    }

    @Test
    void aLargerEpochElsewhereEndsTheRunHere() throws Exception {
        RunPlaced placed = stack.place(stack.placed(EntityKind.SESSION, "viewer", List.of()));
        stack.await(RunReady.class, fact -> of(fact.getRun(), placed));

        stack.place(RunPlaced.newBuilder(placed).setSite("jive").setEpoch(2));

        RunExited exited = stack.await(RunExited.class, fact -> of(fact.getRun(), placed));
        assertThat(exited.getRun().getEpoch()).isEqualTo(1);
        assertThat(exited.getReason()).contains("placed again at jive");
    }

    @Test
    void aSessionEndsWithItsLeaseAndARenewalMovesThat() throws Exception {
        RunPlaced shortly = stack.place(
                stack.placed(EntityKind.SESSION, "viewer", List.of()).setLeaseS(4));
        RunPlaced renewed = stack.place(
                stack.placed(EntityKind.SESSION, "viewer", List.of()).setLeaseS(4));
        stack.await(RunReady.class, fact -> of(fact.getRun(), renewed));
        stack.publish(
                "session-manager",
                renewed.getEntityId().toString(),
                new SessionRenewalRequested(
                        renewed.getEntityId(),
                        renewed.getOwner(),
                        "",
                        AgentStack.AUTHORITY,
                        Instant.now().plusSeconds(600)));

        RunExited exited = stack.await(RunExited.class, fact -> of(fact.getRun(), shortly));

        assertThat(exited.getOutcome()).isEqualTo(Outcome.EXPIRED);
        assertThat(stack.seen(RunExited.class)).noneMatch(fact -> of(fact.getRun(), renewed));
    }

    @Test
    void anotherAuthorityAndAnotherSiteAreNotObeyed() throws Exception {
        RunPlaced foreign = stack.place(
                stack.placed(EntityKind.SESSION, "viewer", List.of()).setAuthority("somebody"));
        RunPlaced elsewhere = stack.place(
                stack.placed(EntityKind.SESSION, "viewer", List.of()).setSite("jive"));
        RunPlaced after = stack.place(stack.placed(EntityKind.SESSION, "viewer", List.of()));

        stack.await(RunReady.class, fact -> of(fact.getRun(), after));

        assertThat(stack.seen(RunAccepted.class))
                .noneMatch(fact -> of(fact.getRun(), foreign) || of(fact.getRun(), elsewhere));
    }

    private void conclude(RunPlaced placed, Outcome outcome) throws Exception {
        stack.publish(
                "scheduler",
                placed.getEntityId().toString(),
                RunConcluded.newBuilder()
                        .setEntityId(placed.getEntityId())
                        .setEntityKind(placed.getEntityKind())
                        .setRunId(placed.getRunId())
                        .setEpoch(placed.getEpoch())
                        .setSite(placed.getSite())
                        .setOwner(new Owner(AgentStack.ISSUER, "anna"))
                        .setTeam("")
                        .setAuthority(AgentStack.AUTHORITY)
                        .setOutcome(outcome)
                        .setDatalab(new DatalabRef("viewer", "1.0.0", DatalabKind.SESSION))
                        .build());
    }

    private byte[] object(String uri) throws Exception {
        URI parsed = URI.create(uri);
        try (var object = stack.minio("ingest-esac")
                .getObject(GetObjectArgs.builder()
                        .bucket(parsed.getHost())
                        .object(parsed.getPath().substring(1))
                        .build())) {
            return object.readAllBytes();
        }
    }

    private static Path image(String name) throws Exception {
        Path file = directory.resolve(name);
        try (Fits fits = new Fits();
                FitsFile out = new FitsFile(file.toFile(), "rw")) {
            fits.addHDU(ImageData.from(new float[][] {{1, 2}, {3, 6}}).toHDU());
            fits.write(out);
        }
        return file;
    }

    private static boolean of(RunRef run, RunPlaced placed) {
        return run.getEntityId().equals(placed.getEntityId()) && run.getEpoch() == placed.getEpoch();
    }

    private static HttpResponse<String> get(String url, String token) throws Exception {
        return send("GET", url, token);
    }

    private static HttpResponse<String> enter(String url, String pass) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url))
                .header(SessionPass.HEADER, pass)
                .build();
        return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    }

    private static HttpResponse<String> send(String method, String url, String token) throws Exception {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(url)).method(method, HttpRequest.BodyPublishers.noBody());
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        return HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private interface Check {
        boolean holds() throws Exception;
    }

    private static void await(Check check) throws Exception {
        Instant deadline = Instant.now().plus(AgentStack.PATIENCE);
        while (!check.holds()) {
            assertThat(Instant.now()).as("deadline").isBefore(deadline);
            TimeUnit.MILLISECONDS.sleep(50);
        }
    }
}
