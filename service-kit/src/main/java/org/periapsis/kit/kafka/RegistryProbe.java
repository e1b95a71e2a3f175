package org.periapsis.kit.kafka;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.periapsis.kit.config.KafkaConfig;
import org.periapsis.kit.http.WholeAnswer;
import org.periapsis.kit.observe.Probe;

/**
 * Asks a registry, or one of several, for its default compatibility: the cheapest call that all of them know. One that does
 * not tell it to everybody answers all the same.
 */
public final class RegistryProbe {
    private static final int PATIENCE_MS = 1_400;
    private static final int MOST_BYTES = 64 << 10;

    private final HttpClient client;
    private final List<String> registries;
    private final Optional<String> authorization;

    private RegistryProbe(Vertx vertx, KafkaConfig config) {
        this.client = vertx.createHttpClient(new HttpClientOptions().setConnectTimeout(PATIENCE_MS));
        this.registries = List.of(config.registry().split(","));
        this.authorization = config.registryUser()
                .map(user -> "Basic "
                        + Base64.getEncoder()
                                .encodeToString(
                                        (user.name() + ":" + user.password().value())
                                                .getBytes(StandardCharsets.UTF_8)));
    }

    public static Probe of(Vertx vertx, KafkaConfig config) {
        RegistryProbe probe = new RegistryProbe(vertx, config);
        return new Probe("registry", () -> probe.ask(probe.registries.iterator()), probe.client::close);
    }

    private Future<Void> ask(Iterator<String> left) {
        String base = left.next().trim();
        return ask(base.endsWith("/") ? base.substring(0, base.length() - 1) : base)
                .recover(failure -> left.hasNext() ? ask(left) : Future.failedFuture(failure));
    }

    private Future<Void> ask(String base) {
        RequestOptions options = new RequestOptions()
                .setMethod(HttpMethod.GET)
                .setAbsoluteURI(base + "/config")
                .setTimeout(PATIENCE_MS);
        authorization.ifPresent(value -> options.putHeader("Authorization", value));
        return client.request(options).compose(request -> request.send()).compose(RegistryProbe::answered);
    }

    private static Future<Void> answered(HttpClientResponse response) {
        return WholeAnswer.of(response, MOST_BYTES)
                .compose(body -> response.statusCode() < 500 && response.statusCode() != 401
                        ? Future.succeededFuture()
                        : Future.failedFuture("answers " + response.statusCode()));
    }
}
