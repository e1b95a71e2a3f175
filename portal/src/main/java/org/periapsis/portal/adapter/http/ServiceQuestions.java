package org.periapsis.portal.adapter.http;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.util.Optional;
import org.periapsis.kit.auth.Caller;
import org.periapsis.kit.http.Aside;
import org.periapsis.kit.http.Problem;
import org.periapsis.kit.http.WholeAnswer;
import org.periapsis.portal.adapter.http.Relay.Behind;
import org.periapsis.portal.domain.HealthBook;

/** Small questions to the services on a caller's behalf. Their problems become the answer's. */
public final class ServiceQuestions {
    private static final long PATIENCE_MS = 10_000;
    /** 10,000 ids of 1,024 characters, and what is said of each. */
    private static final int MOST_BYTES = 16 << 20;

    private final HttpClient client;
    private final HealthBook health;

    public ServiceQuestions(HttpClient client, HealthBook health) {
        this.client = client;
        this.health = health;
    }

    Future<JsonObject> get(Behind behind, String path, Caller caller) {
        return ask(options(HttpMethod.GET, behind, path, caller), behind, Optional.empty());
    }

    Future<JsonObject> post(Behind behind, String path, Caller caller, JsonObject body) {
        RequestOptions options =
                options(HttpMethod.POST, behind, path, caller).putHeader("Content-Type", "application/json");
        return Aside.written(body).compose(text -> ask(options, behind, Optional.of(text)));
    }

    private static RequestOptions options(HttpMethod method, Behind behind, String path, Caller caller) {
        RequestOptions options = Relay.options(method, behind, path).setIdleTimeout(PATIENCE_MS);
        return caller.anonymous() ? options : options.putHeader("Authorization", "Bearer " + caller.bearer());
    }

    private Future<JsonObject> ask(RequestOptions options, Behind behind, Optional<Buffer> body) {
        return client.request(options)
                .recover(failure -> Future.failedFuture(
                        Relay.absent(health, behind, failure).exception(failure)))
                .compose(request -> exchange(request, body)
                        .recover(failure -> Future.failedFuture(
                                Problem.unavailable("The " + behind.service() + " service does not answer now")
                                        .with("service", behind.name().service())
                                        .exception(failure))))
                .compose(answer -> Aside.read(answer.body(), text -> answer.json(behind.service())));
    }

    private static Future<Answer> exchange(HttpClientRequest request, Optional<Buffer> body) {
        return body.map(request::send).orElseGet(request::send).compose(response -> WholeAnswer.of(response, MOST_BYTES)
                .map(bytes -> new Answer(response.statusCode(), bytes)));
    }

    private record Answer(int status, Buffer body) {
        /** @throws org.periapsis.kit.http.ProblemException when it is no success */
        JsonObject json(String service) {
            JsonObject json = new JsonObject();
            try {
                json = body.length() == 0 ? json : body.toJsonObject();
            } catch (DecodeException e) {
                throw Problem.of("bad-answer", 502, "The " + service + " service answered with something unreadable")
                        .exception(e);
            }
            if (status < 300) {
                return json;
            }
            Problem problem = Problem.of(
                    status == 404 ? "not-found" : "http-" + status,
                    status,
                    json.getString("detail", "The " + service + " service refused"));
            problem = json.containsKey("field") ? problem.field(json.getString("field")) : problem;
            problem = json.containsKey("remedy") ? problem.remedy(json.getString("remedy")) : problem;
            throw problem.exception();
        }
    }
}
