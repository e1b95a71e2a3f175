package org.periapsis.session;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.periapsis.kit.auth.ServiceToken;
import org.periapsis.kit.index.IndexedRights;
import org.periapsis.kit.observe.Observer;
import org.periapsis.kit.service.OrderedShutdown;
import org.periapsis.session.adapter.indexer.PermittedInputs;
import org.periapsis.session.adapter.portal.PortalTokens;
import org.periapsis.session.domain.agent.Inputs;
import org.periapsis.session.domain.agent.RunTokens;
import org.periapsis.session.domain.run.SiteRuntime;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What an agent asks of the hub, by the token of its site: which inputs may be read, and tokens for its runs. */
final class AgentPeers {
    private static final Logger LOG = LoggerFactory.getLogger(AgentPeers.class);
    private static final Duration INDEX_PATIENCE = Duration.ofMinutes(5);
    private static final Duration FIRST_TOKEN = Duration.ofSeconds(3);

    private final Vertx vertx;
    private final AgentConfig config;
    private final Observer observer;
    private final Clock clock;
    private final OrderedShutdown shutdown;

    AgentPeers(Vertx vertx, AgentConfig config, Observer observer, Clock clock, OrderedShutdown shutdown) {
        this.vertx = vertx;
        this.config = config;
        this.observer = observer;
        this.clock = clock;
        this.shutdown = shutdown;
    }

    Inputs permitted(Inputs inputs) {
        if (config.index().isEmpty()) {
            LOG.warn(
                    "event=rights-not-asked-again site={} missing=indexer.url",
                    config.site().id());
            return inputs;
        }
        AgentConfig.Index index = config.index().get();
        ServiceToken token = new ServiceToken(vertx, observer, index.token(), clock);
        shutdown.add("token", token::stop);
        token.start();
        return new PermittedInputs(
                inputs, new IndexedRights(vertx, client("index"), index.url(), index.token()), clock, INDEX_PATIENCE);
    }

    RunTokens tokens(SiteRuntime runtime, Executor workers) {
        Optional<URI> portal = config.confines().egress().portal();
        if (portal.isEmpty() || config.index().isEmpty()) {
            LOG.info(
                    "event=runs-have-no-token site={} missing={}",
                    config.site().id(),
                    portal.isEmpty() ? "agent.portal" : "service.token");
            return RunTokens.none(clock);
        }
        return new RunTokens(
                new PortalTokens(
                        client("portal"), portal.get(), config.index().get().token(), clock),
                runtime::give,
                workers,
                clock,
                FIRST_TOKEN);
    }

    private HttpClient client(String of) {
        HttpClient client = vertx.createHttpClient();
        shutdown.add(of, client::close);
        return client;
    }
}
