package org.periapsis.session.adapter.portal;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.time.Clock;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.periapsis.events.RunPlaced;
import org.periapsis.kit.config.Secret;
import org.periapsis.kit.http.WholeAnswer;
import org.periapsis.session.domain.agent.RunTokens.Source;
import org.periapsis.session.domain.agent.RunTokens.Token;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The portal's {@code POST /auth/runs/token}, as this site's agent. The portal looks itself whether the run is at this site
 * and goes on.
 */
public final class PortalTokens implements Source {
    private static final Logger LOG = LoggerFactory.getLogger(PortalTokens.class);
    private static final long TIMEOUT_MS = 10_000;
    private static final int MOST_BYTES = 64 << 10;
    /** The run is over, or its owner does not want it to have one. */
    private static final Set<Integer> NEVER = Set.of(403, 410);

    private final HttpClient client;
    private final URI portal;
    private final Secret token;
    private final Clock clock;

    /** @param token of this site's agent */
    public PortalTokens(HttpClient client, URI portal, Secret token, Clock clock) {
        this.client = client;
        this.portal = portal;
        this.token = token;
        this.clock = clock;
    }

    @Override
    public CompletionStage<Optional<Token>> ask(RunPlaced placed) {
        JsonObject body = new JsonObject()
                .put("id", placed.getEntityId().toString())
                .put("run", placed.getRunId())
                .put("epoch", placed.getEpoch());
        RequestOptions options = new RequestOptions()
                .setMethod(HttpMethod.POST)
                .setAbsoluteURI(portal + "/auth/runs/token")
                .setConnectTimeout(2_000)
                .setTimeout(TIMEOUT_MS)
                .putHeader("Content-Type", "application/json")
                .putHeader("Authorization", "Bearer " + token.value());
        return client.request(options)
                .compose(request -> request.send(body.toBuffer()))
                .compose(response ->
                        WholeAnswer.of(response, MOST_BYTES).map(answer -> token(response.statusCode(), answer)))
                .onFailure(failure -> LOG.debug(
                        "event=run-token-not-given entity={} cause={}", placed.getEntityId(), failure.toString()))
                .toCompletionStage();
    }

    private Optional<Token> token(int status, Buffer answer) {
        if (NEVER.contains(status)) {
            LOG.info("event=run-token-refused status={} reason=\"{}\"", status, detail(answer));
            return Optional.empty();
        }
        if (status != 201) {
            throw new IllegalStateException("the portal answered " + status);
        }
        JsonObject given = answer.toJsonObject();
        // Two more tries fit in before it ends.
        return Optional.of(new Token(
                given.getString("token"), clock.instant().plusSeconds(Math.max(1, given.getLong("expires_in_s") / 3))));
    }

    private static String detail(Buffer answer) {
        try {
            return answer.toJsonObject().getString("detail", "");
        } catch (RuntimeException unreadable) {
            return "";
        }
    }
}
