package org.periapsis.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.periapsis.session.RunningAgent.about;
import static org.periapsis.session.RunningAgent.enter;
import static org.periapsis.session.RunningAgent.get;
import static org.periapsis.session.RunningAgent.send;

import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.periapsis.embedded.Patience;
import org.periapsis.events.EntityKind;
import org.periapsis.events.Outcome;
import org.periapsis.events.Owner;
import org.periapsis.events.RunAccepted;
import org.periapsis.events.RunExited;
import org.periapsis.events.RunLost;
import org.periapsis.events.RunPlaced;
import org.periapsis.events.RunReady;
import org.periapsis.events.RunRef;
import org.periapsis.events.RunStarted;
import org.periapsis.events.SessionRenewalRequested;
import org.periapsis.events.SiteOffered;
import org.periapsis.kit.kafka.KafkaAccess;
import org.periapsis.kit.kafka.KafkaEventPublisher;
import org.periapsis.kit.manifest.ManifestEntry;
import org.periapsis.session.adapter.kafka.KafkaReports;
import org.periapsis.session.domain.agent.RunId;

/** What an agent is told to run starts, answers, ends and is told of. */
@ExtendWith(OneAgent.class)
class AgentIT {
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private static RunningAgent agent;
    private static AgentStack stack;

    @BeforeAll
    static void start(RunningAgent shared) {
        agent = shared;
        stack = agent.stack;
    }

    @Test
    void aSessionIsStagedStartedServedAndStopped() throws Exception {
        ManifestEntry here = stack.stores.image("esac", "here.fits");
        ManifestEntry there = stack.stores.image("jive", "there.fits");
        RunPlaced placed = agent.place(EntityKind.SESSION, "viewer", List.of(here, there));

        RunReady ready = stack.await(RunReady.class, fact -> about(fact.getRun(), placed));
        RunStarted started = stack.await(RunStarted.class, fact -> about(fact.getRun(), placed));
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
        String logs = agent.url(placed, "logs");
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

        agent.stop(placed, "enough");

        RunExited exited = agent.exited(placed);
        assertThat(exited.getOutcome()).isEqualTo(Outcome.STOPPED);
        assertThat(exited.getReason()).isEqualTo("enough");
        agent.conclude(placed, Outcome.STOPPED);
        Patience.until(
                "it is gone",
                AgentStack.PATIENCE,
                () -> enter(ready.getEndpoint(), anna).statusCode() == 404);
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
        Patience.until("there is room again", AgentStack.PATIENCE, () -> {
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
    void whatTheSiteCannotStartFailsAtOnceWithAReason() throws Exception {
        RunPlaced unknown = agent.place(EntityKind.SESSION, "notebook", List.of());

        RunExited exited = agent.exited(unknown);

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

        RunExited exited = agent.exited(placed);

        assertThat(exited.getOutcome()).isEqualTo(Outcome.FAILED);
        assertThat(exited.getExitCode()).isEqualTo(3);
        assertThat(exited.getReason()).contains("the disk is full");
    }

    @Test
    void aLargerEpochElsewhereEndsTheRunHere() throws Exception {
        RunPlaced placed = agent.place(EntityKind.SESSION, "viewer", List.of());
        stack.await(RunReady.class, fact -> about(fact.getRun(), placed));

        stack.place(RunPlaced.newBuilder(placed).setSite("jive").setEpoch(2));

        RunExited exited = agent.exited(placed);
        assertThat(exited.getRun().getEpoch()).isEqualTo(1);
        assertThat(exited.getReason()).contains("placed again at jive");
    }

    @Test
    void aSessionEndsWithItsLeaseAndARenewalMovesThat() throws Exception {
        RunPlaced shortly = stack.place(
                stack.placed(EntityKind.SESSION, "viewer", List.of()).setLeaseS(4));
        RunPlaced renewed = stack.place(
                stack.placed(EntityKind.SESSION, "viewer", List.of()).setLeaseS(4));
        stack.await(RunReady.class, fact -> about(fact.getRun(), renewed));
        stack.publish(
                "session-manager",
                renewed.getEntityId().toString(),
                new SessionRenewalRequested(
                        renewed.getEntityId(),
                        renewed.getOwner(),
                        "",
                        AgentStack.AUTHORITY,
                        Instant.now().plusSeconds(600)));

        RunExited exited = agent.exited(shortly);

        assertThat(exited.getOutcome()).isEqualTo(Outcome.EXPIRED);
        assertThat(stack.seen(RunExited.class)).noneMatch(fact -> about(fact.getRun(), renewed));
    }

    @Test
    void anotherAuthorityAndAnotherSiteAreNotObeyed() throws Exception {
        RunPlaced foreign = stack.place(
                stack.placed(EntityKind.SESSION, "viewer", List.of()).setAuthority("somebody"));
        RunPlaced elsewhere = stack.place(
                stack.placed(EntityKind.SESSION, "viewer", List.of()).setSite("jive"));
        RunPlaced after = agent.place(EntityKind.SESSION, "viewer", List.of());

        stack.await(RunReady.class, fact -> about(fact.getRun(), after));

        assertThat(stack.seen(RunAccepted.class))
                .noneMatch(fact -> about(fact.getRun(), foreign) || about(fact.getRun(), elsewhere));
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
}
