package org.periapsis.cli;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.periapsis.embedded.Hostile;
import org.periapsis.kit.rights.ProductRights;
import org.periapsis.kit.rights.Rights;
import org.periapsis.kit.rights.Viewer;

/**
 * People and nobodies who send what nobody sends who means well to every path of the front door, and read what comes back: none
 * of it may be a fault of ours, none may hang, and none may tell of a product that the rights function keeps from them.
 */
final class HostileCrowd {
    /** What an answer takes while services come and go. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final List<Integer> AWAY = List.of(502, 503, 504);
    private static final List<String> READS = List.of(
            "/api/products",
            "/api/products/summary",
            "/api/sites/holdings",
            "/api/sites/traffic",
            "/api/sites",
            "/api/sessions",
            "/api/jobs",
            "/api/datalabs",
            "/api/basket",
            "/api/basket/summary",
            "/api/status",
            "/auth/me",
            "/auth/tokens",
            "/api/events/history");
    private static final List<String> OF_PRODUCTS = List.of(
            "/api/products/%s",
            "/api/products/%s/headers",
            "/api/products/%s/preview?size=64",
            "/api/files/%s",
            "/api/products?obs_publisher_did=%s",
            "/api/products?input=%s",
            "/api/events/history?about=%s");
    private static final Map<String, String> POSTS = Map.of(
            "/api/sessions", "{\"datalab\":{\"id\":\"nothing\"},\"name\":\"x\",\"lease_s\":60,\"query\":\"q=m31\"}",
            "/api/jobs",
                    "{\"datalab\":{\"id\":\"nothing\"},\"name\":\"x\",\"parameters\":{\"a\":\"b\"},\"ids\":[\"x\"]}",
            "/api/placements/preview", "{\"datalab\":{\"id\":\"viewer\"},\"resources\":{\"cores\":1},\"ids\":[\"x\"]}",
            "/api/products/summary", "{\"ids\":[\"x\"]}",
            "/launch", "{\"ids\":[\"x\"],\"datalab\":\"viewer\"}",
            "/auth/links", "{\"user\":\"eve\",\"roles\":[\"operator\"]}",
            "/auth/tokens", "{\"roles\":[\"operator\"],\"life_s\":60}",
            "/api/archives/esa-sky/products",
                    "{\"name\":\"x.fits\",\"size\":1,\"sha256\":\"0\",\"access_url\":\"https://archive.test/x\"}");

    private final URI base;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(10))
            .build();
    private final List<Secret> secrets;
    private final Queue<String> wrong = new ConcurrentLinkedQueue<>();
    private final AtomicLong sent = new AtomicLong();

    /**
     * A product of which not everybody may know.
     *
     * @param mark stands in its metadata and nowhere else
     */
    record Secret(String id, String mark, ProductRights rights) {}

    /**
     * One of the crowd.
     *
     * @param token empty for nobody
     */
    record Member(String name, String token, Viewer viewer) {}

    HostileCrowd(URI base, List<Secret> secrets) {
        this.base = base;
        this.secrets = List.copyOf(secrets);
    }

    long sent() {
        return sent.get();
    }

    /** @return what was answered wrongly; empty when all is well */
    List<String> wrong() {
        return List.copyOf(wrong);
    }

    /** Sends one request after another while it may. The same seed sends the same. */
    void roam(Member member, long seed, BooleanSupplier goesOn) {
        Random random = new Random(seed);
        Hostile hostile = new Hostile(seed);
        while (goesOn.getAsBoolean()) {
            try {
                if (random.nextInt(3) == 0) {
                    post(member, random, hostile);
                } else {
                    get(member, random, hostile);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private void get(Member member, Random random, Hostile hostile) throws InterruptedException {
        String path;
        if (random.nextBoolean()) {
            String id = secrets.get(random.nextInt(secrets.size())).id();
            path = String.format(any(OF_PRODUCTS, random).replace("%s", "%1$s"), Hostile.percent(id));
        } else {
            path = any(READS, random)
                    + (random.nextBoolean() ? "?q=" : "?after=")
                    + Hostile.percent(cut(hostile.text()));
        }
        send(member, request(member, path).GET().build());
    }

    private void post(Member member, Random random, Hostile hostile) throws InterruptedException {
        Map.Entry<String, String> chosen = List.copyOf(POSTS.entrySet()).get(random.nextInt(POSTS.size()));
        Map<String, String> fields = new LinkedHashMap<>();
        new JsonObject(chosen.getValue())
                .forEach(entry -> fields.put(
                        entry.getKey(),
                        entry.getValue() instanceof String text
                                ? Hostile.quoted(text)
                                : String.valueOf(entry.getValue())));
        byte[] body = hostile.object(fields).getBytes(StandardCharsets.UTF_8);
        send(
                member,
                request(member, chosen.getKey())
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                        .build());
    }

    private HttpRequest.Builder request(Member member, String path) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(base + path)).timeout(PATIENCE);
        return member.token().isEmpty() ? request : request.header("Authorization", "Bearer " + member.token());
    }

    private void send(Member member, HttpRequest request) throws InterruptedException {
        sent.incrementAndGet();
        String what = member.name() + " " + request.method() + " " + request.uri();
        try {
            HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
            judge(member, what, answer);
        } catch (HttpTimeoutException e) {
            wrong.add(what + " hangs");
        } catch (IOException cut) {
            // A service that is killed breaks off what it was answering.
        }
    }

    private void judge(Member member, String what, HttpResponse<String> answer) {
        if (answer.statusCode() >= 500 && !AWAY.contains(answer.statusCode())) {
            wrong.add(what + " -> " + answer.statusCode() + " " + cut(answer.body()));
        }
        Instant now = Instant.now();
        for (Secret secret : secrets) {
            if (answer.body().contains(secret.mark())
                    && !Rights.of(member.viewer()).mayKnow(secret.rights(), now)) {
                wrong.add(what + " tells of " + secret.id());
            }
        }
    }

    private static String any(List<String> choices, Random random) {
        return choices.get(random.nextInt(choices.size()));
    }

    private static String cut(String text) {
        return text.substring(0, Math.min(200, text.length()));
    }
}
