package org.periapsis.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.UUID;
import org.apache.avro.specific.SpecificRecord;
import org.periapsis.embedded.Patience;
import org.periapsis.events.*;
import org.periapsis.events.DatalabKind;
import org.periapsis.events.DatalabRef;
import org.periapsis.events.IndexRange;
import org.periapsis.events.JobSubmitted;
import org.periapsis.events.ManifestRef;
import org.periapsis.events.Resources;
import org.periapsis.events.Shard;
import org.periapsis.events.Wish;

/** Two sites on a broker, what people ask for there, and what the scheduler says of it. */
record Scene(Broker broker) {
    static final Owner ANNA = new Owner("https://periapsis.test", "anna");
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    void offers() throws Exception {
        offer("esac");
        offer("jive");
    }

    void offer(String site) throws Exception {
        broker.publish(
                site,
                site,
                SiteOffered.newBuilder()
                        .setSite(site)
                        .setAgent("agent-1")
                        .setAuthority("hub")
                        .setEndpoint("http://127.0.0.1:1")
                        .setCapacity(new Resources(8.0, 65536L, 0))
                        .setFree(new Resources(8.0, 65536L, 0))
                        .setRunning(0)
                        .setQueued(0)
                        .setRuntimes(List.of(new RuntimeOffer("process", true, null)))
                        .setDatalabs(List.of(new DatalabOffer("notebook", "1", true, null, 0.0)))
                        .setDeadlineS(600)
                        .build());
    }

    UUID ask(String site) throws Exception {
        UUID id = UUID.randomUUID();
        broker.publish("hub", id.toString(), session(id, site));
        return id;
    }

    static SessionRequested session(UUID id, String site) {
        return SessionRequested.newBuilder()
                .setSessionId(id)
                .setOwner(ANNA)
                .setTeam("team")
                .setAuthority("hub")
                .setName("test")
                .setDatalab(new DatalabRef("notebook", "1", DatalabKind.SESSION))
                .setManifest(new ManifestRef("s3://hub-manifests/x", "00", 2, 1000L))
                .setShards(List.of(new Shard(List.of(site), new IndexRange(0, 2), 1000L)))
                .setResources(new Resources(0.5, 512L, 0))
                .setWish(Wish.WAIT)
                .setLeaseS(3600)
                .build();
    }

    static List<RunPlaced> placements(List<SpecificRecord> decisions, UUID id) {
        return decisions.stream()
                .filter(RunPlaced.class::isInstance)
                .map(RunPlaced.class::cast)
                .filter(placed -> placed.getEntityId().equals(id))
                .toList();
    }

    RunPlaced placed(UUID id) {
        return placements(broker.decisions(all -> !placements(all, id).isEmpty()), id)
                .get(0);
    }

    /** A job of anna's over a few products at one site. */
    static JobSubmitted.Builder job(UUID id, String name, int products) {
        return JobSubmitted.newBuilder()
                .setJobId(id)
                .setOwner(ANNA)
                .setTeam("team")
                .setAuthority("hub")
                .setName(name)
                .setDatalab(new DatalabRef("notebook", "1", DatalabKind.BATCH))
                .setManifest(new ManifestRef("s3://hub-manifests/x", "00", products, 1000L))
                .setShards(List.of(new Shard(List.of("esac"), new IndexRange(0, products), 1000L)))
                .setResources(new Resources(0.5, 512L, 0))
                .setWish(Wish.WAIT)
                .setMaxAttempts(1);
    }

    /** Ready alone may be a standby that has not joined the group yet. */
    static void leads(SchedulerApp app) {
        Patience.until("the scheduler leads", Broker.PATIENCE, () -> {
            JsonObject told = get(app, "/health/ready", "");
            String detail = told.getJsonObject("checks")
                    .getJsonObject("scheduler.leader")
                    .getString("detail");
            return told.getBoolean("ready") && detail.startsWith("leads");
        });
    }

    static JsonObject get(SchedulerApp app, String path, String token) throws Exception {
        return call(app, "GET", path, token, null);
    }

    static JsonObject call(SchedulerApp app, String method, String path, String token, JsonObject body)
            throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + app.port() + path))
                .timeout(Broker.PATIENCE)
                .header("Content-Type", "application/json")
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body.encode()));
        if (!token.isEmpty()) {
            request.header("Authorization", "Bearer " + token);
        }
        return new JsonObject(
                CLIENT.send(request.build(), BodyHandlers.ofString()).body());
    }

    String hash(SchedulerApp app) throws Exception {
        return get(app, "/state/hash", broker.token("operator")).getString("sha256");
    }

    /** The readiness of the other session is the last fact that it must have read. */
    String steady(SchedulerApp app) throws Exception {
        long deadline = System.nanoTime() + Broker.PATIENCE.toNanos();
        String last = "";
        int same = 0;
        while (same < 200) {
            String now = hash(app);
            same = now.equals(last) ? same + 1 : 0;
            last = now;
            assertThat(System.nanoTime()).as("the state comes to rest").isLessThan(deadline);
        }
        return last;
    }
}
