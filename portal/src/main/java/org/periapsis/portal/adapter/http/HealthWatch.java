package org.periapsis.portal.adapter.http;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.periapsis.kit.http.WholeAnswer;
import org.periapsis.portal.domain.Health;
import org.periapsis.portal.domain.HealthBook;
import org.periapsis.portal.domain.ServiceName;

/** Asks every service again and again whether it is ready, and writes the answers down. */
public final class HealthWatch {
    private static final long PATIENCE_MS = 2_000;
    private static final int BODY_BYTES = 64 << 10;

    private final Vertx vertx;
    private final HttpClient client;
    private final HealthBook book;
    private final Map<ServiceName, URI> services;
    private long timer = -1;

    /** @param services where each listens */
    public HealthWatch(Vertx vertx, HttpClient client, HealthBook book, Map<ServiceName, URI> services) {
        this.vertx = vertx;
        this.client = client;
        this.book = book;
        this.services = Map.copyOf(services);
    }

    /** @param everyMs pause between two questions to one service */
    public void start(long everyMs) {
        askAll();
        timer = vertx.setPeriodic(everyMs, tick -> askAll());
    }

    public Future<Void> stop() {
        vertx.cancelTimer(timer);
        return Future.succeededFuture();
    }

    private void askAll() {
        services.forEach((name, base) -> ask(name, base).onComplete(asked -> book.answered(name, asked.result())));
    }

    private Future<Health.Answer> ask(ServiceName name, URI base) {
        return client.request(Relay.options(HttpMethod.GET, new Relay.Behind(name, base), "/health/ready")
                        .setTimeout(PATIENCE_MS))
                .compose(HttpClientRequest::send)
                .compose(this::answer)
                .timeout(2 * PATIENCE_MS, TimeUnit.MILLISECONDS)
                .otherwise(failure -> Health.Answer.none(String.valueOf(failure.getMessage())));
    }

    private Future<Health.Answer> answer(HttpClientResponse response) {
        return WholeAnswer.of(response, BODY_BYTES)
                .map(body -> response.statusCode() == 200 ? ready(body) : notReady(body))
                .recover(failure -> failure instanceof WholeAnswer.TooLong
                        ? Future.succeededFuture(
                                Health.Answer.notReady("what it answers cannot be read", failure.getMessage()))
                        : Future.failedFuture(failure));
    }

    /** One that is ready may still have put records aside, for somebody to decide about. */
    private static Health.Answer ready(Buffer body) {
        try {
            JsonObject readers = body.toJsonObject().getJsonObject("readers", new JsonObject());
            int setAside = readers.fieldNames().stream()
                    .mapToInt(name -> readers.getJsonObject(name).getInteger("set_aside", 0))
                    .sum();
            return Health.Answer.ready(
                    setAside == 0 ? "" : "it has set aside " + setAside + " records (see periapsis dlq list)");
        } catch (DecodeException | ClassCastException e) {
            return Health.Answer.ready(""); // another kind of service, that answers with something else
        }
    }

    private static Health.Answer notReady(Buffer body) {
        try {
            JsonObject checks = body.toJsonObject().getJsonObject("checks", new JsonObject());
            List<String> parts = new ArrayList<>();
            List<String> why = new ArrayList<>();
            for (String part : checks.fieldNames()) {
                JsonObject check = checks.getJsonObject(part);
                if (!check.getBoolean("up", false)) {
                    parts.add(part);
                    why.add(part + ": " + check.getString("detail", ""));
                }
            }
            return Health.Answer.notReady(String.join(", ", parts), String.join("; ", why));
        } catch (DecodeException | ClassCastException e) {
            return Health.Answer.notReady("what it answers cannot be read", String.valueOf(e.getMessage()));
        }
    }
}
