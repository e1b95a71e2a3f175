package org.periapsis.cli.external;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;

/** Asks every service ten times a second whether it is ready, as a balancer does, and keeps what changed and when. */
final class Watch implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMillis(1_500);
    private static final long PAUSE_MS = 100;

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(PATIENCE)
            .build();
    private final Map<String, List<Look>> looks = new ConcurrentHashMap<>();
    private volatile boolean over;

    /**
     * How a service was from a moment on.
     *
     * @param at nanoseconds, when the question was sent
     * @param code 0 when it did not answer
     * @param down why each check that is not up is not
     */
    record Look(long at, int code, Map<String, String> down) {
        boolean ready() {
            return code == 200;
        }

        /** @return whether it is not ready, and says it is because of this check; any, when none is named */
        boolean tellsOf(String check) {
            return !ready() && (check.isEmpty() || !down.getOrDefault(check, "").isBlank());
        }

        private boolean same(Look other) {
            return code == other.code && down.keySet().equals(other.down.keySet());
        }
    }

    Watch(List<InstalledService> services) {
        for (InstalledService service : services) {
            looks.put(service.name(), new CopyOnWriteArrayList<>());
            Thread thread = new Thread(() -> watch(service), "watch-" + service.name());
            thread.setDaemon(true);
            thread.start();
        }
    }

    private void watch(InstalledService service) {
        List<Look> known = looks.get(service.name());
        try {
            while (!over) {
                Look now = look(service);
                if (known.isEmpty() || !known.get(known.size() - 1).same(now)) {
                    known.add(now);
                }
                Thread.sleep(PAUSE_MS);
            }
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    private Look look(InstalledService service) throws InterruptedException {
        long at = System.nanoTime();
        try {
            HttpResponse<String> answer = http.send(
                    HttpRequest.newBuilder(URI.create(service.url() + "/health/ready"))
                            .timeout(PATIENCE)
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            Map<String, String> down = new TreeMap<>();
            new JsonObject(answer.body())
                    .getJsonObject("checks", new JsonObject())
                    .forEach(check -> {
                        JsonObject told = (JsonObject) check.getValue();
                        if (!told.getBoolean("up")) {
                            down.put(check.getKey(), told.getString("detail", ""));
                        }
                    });
            return new Look(at, answer.statusCode(), down);
        } catch (IOException | DecodeException silent) {
            return new Look(at, 0, Map.of());
        }
    }

    Look now(String service) {
        List<Look> known = looks.get(service);
        return known.isEmpty() ? new Look(0, 0, Map.of()) : known.get(known.size() - 1);
    }

    boolean allReady() {
        return looks.keySet().stream().allMatch(service -> now(service).ready());
    }

    /** @return why each service that is not ready is not */
    String unready() {
        Map<String, String> why = new TreeMap<>();
        looks.keySet().forEach(service -> {
            Look look = now(service);
            if (!look.ready()) {
                why.put(
                        service,
                        look.code() == 0 ? "does not answer" : look.down().toString());
            }
        });
        return why.toString();
    }

    /** @return seconds from a moment until a service was first so; empty when it never was */
    OptionalDouble seconds(String service, long from, Predicate<Look> wanted) {
        List<Look> known = looks.get(service);
        for (int i = 0; i < known.size(); i++) {
            boolean lasts = i + 1 == known.size() || known.get(i + 1).at() > from;
            if (lasts && wanted.test(known.get(i))) {
                return OptionalDouble.of(Math.max(0, known.get(i).at() - from) / 1e9);
            }
        }
        return OptionalDouble.empty();
    }

    @Override
    public void close() {
        over = true;
    }
}
